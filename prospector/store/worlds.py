"""Read signals, leads and accounts as frames: sets of plain columns, never a row object each."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import BindParameter, CursorResult, bindparam, text
from sqlmodel import Session as Session  # noqa: PLC0414 - for the engine, which imports no sqlmodel
from sqlmodel import col, select

from prospector.columns import to_micros
from prospector.store.plain_rows import plain_rows
from prospector.tables import Account, Identity, Lead, Signal

_CHUNK = 50_000
#: More leads than this are cheaper to find among all than one by one.
MOST_ALONE = 2_000
_INTEGERS = {
    "id",
    "lead_id",
    "account_id",
    "occurred_at",
    "received_at",
    "employees",
    "sites",
    "entity_id",
    "until",
    "person_identity_id",
    "account_identity_id",
    "first_seen_at",
    "merged_into",
    "lower",
    "upper",
    "expected",
}
_FLOATS = {"confidence", "amount", "revenue"}
_BOOLS = {"crm_in_place"}
_JSON = {"attributes", "sources", "tools", "old_value", "source"}

#: Of every signal; the account is its own, else that of its person.
_SIGNAL = (
    "id",
    "feed",
    "external_id",
    "kind",
    "occurred_at",
    "received_at",
    "confidence",
    "subject_folded",
)
#: Whoever reads this leaves out what suppressed people did: `l.suppressed_at IS NULL`.
_FROM_SIGNAL = """signal s
LEFT JOIN identity i ON i.id = s.person_identity_id
LEFT JOIN lead l ON l.id = i.lead_id
LEFT JOIN account_identity ai ON ai.id = s.account_identity_id"""


def signals(
    session: Session,
    columns: Collection[str],
    *,
    as_of: datetime,
    known_at: datetime,
    lead_ids: Sequence[int] | None = None,
) -> pl.DataFrame:
    """Every signal of the past that was known, or those near some leads; none of suppressed people."""
    names = list(dict.fromkeys((*_SIGNAL, *columns)))
    past = _Past(session, names, {"as_of": to_micros(as_of), "known_at": to_micros(known_at)})
    if lead_ids is not None and len(lead_ids) <= MOST_ALONE:
        return _near(past, lead_ids)
    selected = [f"{_spelled(name, 's.')} AS {name}" for name in names]
    selected += ["i.lead_id AS lead_id", "coalesce(ai.account_id, l.account_id) AS account_id"]
    return frame(
        session,
        f"""SELECT {", ".join(selected)} FROM {_FROM_SIGNAL}
        WHERE {_PAST} AND l.suppressed_at IS NULL""",
        [*names, "lead_id", "account_id"],
        past.times,
    )


_PAST = "s.occurred_at <= :as_of AND s.received_at <= :known_at"


class _Past(NamedTuple):
    """Which columns are read of signals, and of which time."""

    session: Session
    names: Sequence[str]
    times: Mapping[str, int]

    def of(self, lead_ids: Sequence[int]) -> pl.DataFrame:
        """The signals of some leads, with the company identities they name."""
        return self._read(
            "identity i CROSS JOIN signal s WHERE i.lead_id = w.id AND s.person_identity_id = i.id",
            ("w.id AS lead_id", "s.account_identity_id AS account_identity_id"),
            lead_ids,
        )

    def at(self, account_ids: Sequence[int]) -> pl.DataFrame:
        """The signals that name some accounts, whoever they are of."""
        return self._read(
            "account_identity a CROSS JOIN signal s LEFT JOIN identity i"
            " ON i.id = s.person_identity_id LEFT JOIN lead l ON l.id = i.lead_id"
            " WHERE a.account_id = w.id AND s.account_identity_id = a.id AND l.suppressed_at IS NULL",
            ("i.lead_id AS lead_id", "w.id AS account_id"),
            account_ids,
        )

    def _read(self, source: str, whose: Sequence[str], ids: Sequence[int]) -> pl.DataFrame:
        """The signals `s` that a source finds by ids `w`, and whose they are."""
        selected = ", ".join(
            [*(f"{_spelled(name, 's.')} AS {name}" for name in self.names), *whose]
        )
        return self.found(
            f"SELECT {selected} FROM {{ids}} {source} AND {_PAST}",
            [*self.names, *(name.rpartition(" ")[2] for name in whose)],
            ids,
            self.times,
        )

    def found(
        self,
        sql: str,
        names: Sequence[str],
        ids: Sequence[int],
        times: Mapping[str, int] | None = None,
    ) -> pl.DataFrame:
        """What a query finds by ids `w`; nobody is asked about none. CROSS JOIN is SQLite's word for "in this order"."""
        if not ids:
            return pl.DataFrame(schema={name: _type(name) for name in names})
        asked = sql.format(ids=f"({ids_bound(self.session)}) w CROSS JOIN")
        return frame(self.session, asked, names, {**bound(self.session, ids), **(times or {})})


_PERSON = ("lead_id", "entity_id")
_COMPANY = ("account_identity_id", "account_id")


def _near(past: _Past, lead_ids: Sequence[int]) -> pl.DataFrame:
    """The signals of some leads, of everyone at their accounts and of accounts they were seen at.

    What ranks repetitions needs all of them.
    """
    people = past.found(
        "SELECT l.id, l.account_id FROM {ids} lead l WHERE l.id = w.id AND l.suppressed_at IS NULL",
        _PERSON,
        lead_ids,
    )
    own = past.of(people["lead_id"].to_list())
    companies = _companies(past, own)
    homes = (
        pl.concat([people["entity_id"], companies["account_id"]]).drop_nulls().unique().to_list()
    )
    there = past.found(
        "SELECT l.id, l.account_id FROM {ids} lead l WHERE l.account_id = w.id AND l.suppressed_at IS NULL",
        _PERSON,
        homes,
    )
    others = there.join(people, on="lead_id", how="anti")
    theirs = past.of(others["lead_id"].to_list())
    told = (
        pl.concat([own, theirs])
        .join(pl.concat([people, others]), on="lead_id", how="left", maintain_order="left")
        .join(
            pl.concat([companies, _companies(past, theirs)]).unique(),
            on="account_identity_id",
            how="left",
            maintain_order="left",
        )
    )
    of_people = told.with_columns(pl.coalesce("account_id", "entity_id").alias("account_id"))
    of_homes = past.at(homes)
    return pl.concat([of_people.select(of_homes.columns), of_homes]).unique(
        "id", keep="first", maintain_order=True
    )


def _companies(past: _Past, found: pl.DataFrame) -> pl.DataFrame:
    """The accounts of the company identities that signals name."""
    return past.found(
        "SELECT a.id, a.account_id FROM {ids} account_identity a WHERE a.id = w.id",
        _COMPANY,
        found["account_identity_id"].drop_nulls().unique().to_list(),
    )


def leads(
    session: Session,
    columns: Collection[str],
    *,
    known_at: datetime,
    lead_ids: Sequence[int] | None = None,
) -> pl.DataFrame:
    """Every person who is one (merged ones are not), was known and is not suppressed, or some of them."""
    some = lead_ids is not None and len(lead_ids) <= MOST_ALONE
    found = frame(
        session,
        f"""SELECT id AS lead_id, account_id{listed(columns)} FROM lead
        WHERE merged_into IS NULL AND first_seen_at <= :known_at AND suppressed_at IS NULL
        {f"AND id IN ({ids_bound(session)})" if some else ""}""",
        ["lead_id", "account_id", *columns],
        {"known_at": to_micros(known_at), **(bound(session, lead_ids) if some else {})},
    )
    if lead_ids is None or some:
        return found
    wanted = pl.DataFrame({"lead_id": lead_ids}, schema={"lead_id": pl.Int64})
    return found.join(wanted, on="lead_id", how="semi")


def accounts(
    session: Session, columns: Collection[str], *, account_ids: Sequence[int] | None = None
) -> pl.DataFrame:
    """Every company, or some of them."""
    some = account_ids is not None and len(account_ids) <= MOST_ALONE
    return frame(
        session,
        f"""SELECT id AS account_id{listed(columns)} FROM account
        {f"WHERE id IN ({ids_bound(session)})" if some else ""}""",
        ["account_id", *columns],
        bound(session, account_ids) if some else {},
    )


def of_kinds(
    session: Session,
    kinds: Sequence[str],
    *,
    as_of: datetime,
    known_at: datetime,
    columns: Sequence[str] = (),
) -> pl.DataFrame:
    """The signals of some kinds: lead_id, account_id (of the signal, else of its person), kind, occurred_at.

    And some `columns` of theirs; none of suppressed people.
    """
    more = "".join(f", s.{name}" for name in columns)
    return frame(
        session,
        f"""SELECT i.lead_id, coalesce(ai.account_id, l.account_id) AS account_id, s.kind, s.occurred_at{more}
        FROM {_FROM_SIGNAL}
        WHERE s.kind IN :kinds AND s.occurred_at <= :as_of AND s.received_at <= :known_at
            AND l.suppressed_at IS NULL""",
        ["lead_id", "account_id", "kind", "occurred_at", *columns],
        {"kinds": kinds, "as_of": to_micros(as_of), "known_at": to_micros(known_at)},
    )


def replaced(session: Session, entity: str, *, known_at: datetime) -> pl.DataFrame:
    """The values of leads or accounts that held at a time and were replaced since."""
    names = ["entity_id", "field", "old_value", "source", "until"]
    return frame(
        session,
        f"""SELECT {", ".join(f"{_spelled(name)} AS {name}" for name in names)}
        FROM field_value WHERE entity = :entity AND until > :known_at""",
        names,
        {"entity": entity, "known_at": to_micros(known_at)},
    )


def told(session: Session, signal_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Some signals whole, as they were received, by id."""
    ids = sorted(set(signal_ids))
    found: dict[int, dict[str, Any]] = {}  # Any: columns of a row
    for start in range(0, len(ids), MOST_ALONE):
        some = select(Signal).where(col(Signal.id).in_(ids[start : start + MOST_ALONE]))
        found |= {row.id or 0: row.model_dump() for row in session.exec(some)}
    return found


#: Signals of one lead that are listed; older ones weigh nothing.
MOST_LISTED = 500


def signals_of(
    session: Session, lead_id: int, *, as_of: datetime, known_at: datetime
) -> list[dict[str, Any]]:
    """The newest signals of a lead's own, whole, also those a tracker saw without consent."""
    statement = (
        select(Signal)
        .join(Identity, col(Identity.id) == col(Signal.person_identity_id))
        .where(
            col(Identity.lead_id) == lead_id,
            col(Signal.occurred_at) <= as_of,
            col(Signal.received_at) <= known_at,
        )
        .order_by(col(Signal.occurred_at).desc(), col(Signal.id).desc())
        .limit(MOST_LISTED)
    )
    return [row.model_dump() for row in session.exec(statement)]


def person(session: Session, lead_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A lead and its account whole, the account by the name people say."""
    lead = session.get_one(Lead, lead_id)
    account = session.get(Account, lead.account_id) if lead.account_id else None
    if account is None:
        return lead.model_dump(), {}
    name = account.spoken_name or account.name or account.domain
    return lead.model_dump(), {**account.model_dump(), "name": name}


def learnt_since(session: Session, known_at: datetime) -> bool:
    """Whether anything was said about people or companies after a time."""
    said = text("SELECT 1 FROM sighting WHERE received_at > :known_at LIMIT 1")
    changed = text("SELECT 1 FROM field_value WHERE until > :known_at LIMIT 1")
    known = {"known_at": to_micros(known_at)}
    return any(session.execute(asked, known).first() for asked in (said, changed))


def ids_bound(session: Session) -> str:
    """The ids bound as `ids`, as rows: many of them at the price of one value."""
    if session.get_bind().dialect.name == "sqlite":
        return "SELECT value AS id FROM json_each(:ids)"
    return "SELECT unnest(CAST(:ids AS BIGINT[])) AS id"


def bound(session: Session, ids: Sequence[int] | None) -> dict[str, Any]:
    """The values of a statement with `ids_bound`. Any: what the driver binds."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    return {"ids": json.dumps(list(ids or ())) if sqlite else list(ids or ())}


def listed(columns: Collection[str]) -> str:
    """Columns as a statement lists them after others."""
    return "".join(f", {_spelled(name)} AS {name}" for name in columns)


def _spelled(name: str, table: str = "") -> str:
    """A column as both databases give it alike: JSON as text, truth as a number."""
    column = f"{table}{name}"
    if name in _JSON:
        return f"CAST({column} AS TEXT)"
    return f"CAST({column} AS INTEGER)" if name in _BOOLS else column


def frame(
    session: Session, sql: str, names: Sequence[str], values: Mapping[str, Any]
) -> pl.DataFrame:
    """What a query tells, as columns of these names; their types follow from the names.

    Any: what a statement binds.
    """
    lists: list[BindParameter[Any]] = [
        bindparam(name, expanding=True)
        for name, value in values.items()
        if _is_list(value) and name != "ids"
    ]
    schema = {name: _type(name) for name in names}
    result = session.connection().execute(text(sql).bindparams(*lists), dict(values))
    with plain_rows():
        parts = [pl.DataFrame(rows, schema=schema, orient="row") for rows in batches(result)]
    found = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    return found.with_columns(pl.col(name).cast(pl.Boolean) for name in names if name in _BOOLS)


def batches(result: CursorResult[Any]) -> Iterator[Sequence[Any]]:  # Any: a query's columns
    """The rows of a result as the driver gives them: SQLAlchemy's own cost as much again."""
    cursor = result.cursor
    while cursor is not None and (rows := cursor.fetchmany(_CHUNK)):
        yield rows
    result.close()


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _type(name: str) -> pl.DataType:
    if name in _INTEGERS or name in _BOOLS:
        return pl.Int64()
    return pl.Float64() if name in _FLOATS else pl.String()
