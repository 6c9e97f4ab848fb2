"""Suggested matches: enough to hold a lead, never enough to merge two."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    FromClause,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlmodel import Session, SQLModel

from prospector.errors import NotFound
from prospector.store import merges
from prospector.store.merges import Kind, spoken
from prospector.store.staging import ask, read_rows
from prospector.tables import SuggestionStatus

_T = SQLModel.metadata.tables
_SUGGESTION, _LEAD, _ACCOUNT = (
    _T["suggestion"],
    _T["lead"],
    _T["account"],
)


_REFUSED = _SUGGESTION.c.status == SuggestionStatus.REFUSED


class Suggested(NamedTuple):
    """An open suggestion as people judge it: both sides, why, and how sure."""

    id: int
    confidence: float
    reason: str
    #: What the first side is.
    kind: Kind
    lead_id: int | None
    account_id: int | None
    lead: str
    other_lead_id: int | None
    other_account_id: int | None
    other: str
    #: The title of each, and whom it is with; of a company, where it is.
    lead_at: str | None
    other_at: str | None


def refused(
    connection: Connection, lead_ids: Collection[int] | None = None
) -> set[tuple[int, int]]:
    """Leads (of some, or of all), each with an account that people said is not theirs, by then and today."""
    rows = _of_companies(connection, "other_account_id", "refused", lead_ids)
    today = merges.roots(connection, {account for _, account in rows}, merges.COMPANIES)
    return {pair for lead, account in rows for pair in ((lead, account), (lead, today[account]))}


def refused_leads(connection: Connection, lead_ids: Collection[int]) -> list[tuple[int, int]]:
    """Pairs of leads that people said are two, one of whom is one of these today."""
    join = ask(connection, lead_ids)
    became = f"SELECT l.id FROM asked a {join} lead l ON l.merged_into = a.id"
    rows = read_rows(
        connection,
        " UNION ".join(
            f"SELECT s.lead_id, s.other_lead_id FROM (SELECT id FROM asked UNION {became}) a"
            f" {join} suggestion s ON s.{side} = a.id"
            " WHERE s.status = 'refused' AND s.other_lead_id IS NOT NULL"
            for side in ("lead_id", "other_lead_id")
        ),
    )
    return [(row[0], row[1]) for row in rows]


def refused_accounts(connection: Connection) -> list[tuple[int, int]]:
    """Pairs of accounts that people said are two."""
    statement = select(_SUGGESTION.c.account_id, _SUGGESTION.c.other_account_id).where(
        _REFUSED, _SUGGESTION.c.account_id.is_not(None)
    )
    return [(row[0], row[1]) for row in connection.execute(statement)]


def of_companies(
    connection: Connection, lead_ids: Collection[int] | None = None
) -> set[tuple[int, str]]:
    """Leads (of some, or of all), and the pairs, of open suggestions that name a company."""
    return set(_of_companies(connection, "pair", "open", lead_ids))


# Any: an account's id, or a pair's text.
def _of_companies(
    connection: Connection, column: str, status: str, lead_ids: Collection[int] | None
) -> list[tuple[int, Any]]:
    """Leads (of some, or of all), and a column, of suggestions of a status that name a company."""
    asked = "" if lead_ids is None else f"asked a {ask(connection, lead_ids)}"
    rows = read_rows(
        connection,
        f"SELECT s.lead_id, s.{column} FROM {asked} suggestion s"
        f" {'ON s.lead_id = a.id' if asked else ''} WHERE s.status = '{status}'"
        " AND s.lead_id IS NOT NULL AND s.other_account_id IS NOT NULL",
    )
    return [(row[0], row[1]) for row in rows]


def stale(
    connection: Connection, kind: Kind, ids: Collection[int], pairs: Collection[str]
) -> list[int]:
    """Open suggestions of some leads (or accounts) that are not among the pairs that hold now."""
    join = ask(connection, ids)
    this, that = (
        ("lead_id", "other_lead_id") if kind is Kind.PERSON else ("account_id", "other_account_id")
    )
    found = read_rows(
        connection,
        " UNION ".join(
            f"SELECT s.id, s.pair FROM asked a {join} suggestion s ON s.{side} = a.id"
            f" WHERE s.status = 'open' AND s.{this} IS NOT NULL"
            for side in (this, that)
        ),
    )
    return [row[0] for row in found if row[1] not in pairs]


def drop(connection: Connection, ids: Collection[int]) -> None:
    """Take back some suggestions, unless somebody judged them meanwhile."""
    still_open = _SUGGESTION.c.id.in_(sorted(ids)), _SUGGESTION.c.status == SuggestionStatus.OPEN
    connection.execute(delete(_SUGGESTION).where(*still_open))


# Any: columns of many types by name.
def put(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Suggest these; returns how many are new. What people judged stays judged."""
    pairs = [row["pair"] for row in rows]
    found = select(_SUGGESTION).where(_SUGGESTION.c.pair.in_(pairs))
    known = {row["pair"]: row for row in connection.execute(found).mappings()}
    for row in rows:
        stored = known.get(row["pair"])
        reworded = {key: row[key] for key in ("reason", "confidence")}
        if (
            stored
            and stored["status"] == SuggestionStatus.OPEN
            and not reworded.items() <= stored.items()
        ):
            statement = update(_SUGGESTION).where(_SUGGESTION.c.id == stored["id"])
            connection.execute(statement.values(reworded))
    fresh = [dict(row) for row in rows if row["pair"] not in known]
    if fresh:
        connection.execute(insert(_SUGGESTION), fresh)
    return len(fresh)


def judge(connection: Connection, pair: str, *, merged: bool) -> bool:
    """Accept the suggestion of a pair that was merged, open it again without that; False = there is none to move."""
    statuses = (SuggestionStatus.OPEN, SuggestionStatus.ACCEPTED)
    old, new = statuses if merged else reversed(statuses)
    statement = (
        update(_SUGGESTION)
        .where(_SUGGESTION.c.pair == pair, _SUGGESTION.c.status == old)
        .values(status=new)
    )
    return cast("CursorResult[Any]", connection.execute(statement)).rowcount == 1


def refuse(session: Session, suggestion_id: int) -> None:
    """Write that the two are not one, or not of that company: never suggested again.

    Raises:
        NotFound: there is no open suggestion with this id.
    """
    statement = (
        update(_SUGGESTION)
        .where(_SUGGESTION.c.id == suggestion_id, _SUGGESTION.c.status == SuggestionStatus.OPEN)
        .values(status=SuggestionStatus.REFUSED)
    )
    if cast("CursorResult[Any]", session.connection().execute(statement)).rowcount != 1:
        raise NotFound(f"no open suggestion {suggestion_id}: `prospector duplicates` lists them")


def open_ones(session: Session, *, at_least: float = 0.0) -> list[Suggested]:
    """The open suggestions that are at least so sure, the surest first."""
    this, that = _Side("this"), _Side("other")
    statement = (
        select(
            *(_SUGGESTION.c[name] for name in _OWN),
            *this.columns,
            *that.columns,
        )
        .select_from(
            that.join(
                this.join(_SUGGESTION, _SUGGESTION.c.lead_id, _SUGGESTION.c.account_id),
                _SUGGESTION.c.other_lead_id,
                _SUGGESTION.c.other_account_id,
            )
        )
        .where(
            _SUGGESTION.c.status == SuggestionStatus.OPEN,
            _SUGGESTION.c.confidence >= at_least,
            this.lead.c.merged_into.is_(None),
            that.lead.c.merged_into.is_(None),
        )
        .order_by(_SUGGESTION.c.confidence.desc(), _SUGGESTION.c.id)
    )
    return [_suggested(row) for row in session.execute(statement)]


_OWN = (
    "id",
    "confidence",
    "reason",
    "lead_id",
    "account_id",
    "other_lead_id",
    "other_account_id",
)


class _Side:
    """One side of a suggestion: a lead with its company, or a company."""

    def __init__(self, name: str) -> None:
        self.lead, self.company, self.home = (
            _LEAD.alias(f"{name}_lead"),
            _ACCOUNT.alias(f"{name}_company"),
            _ACCOUNT.alias(f"{name}_home"),
        )
        lead, company, home = self.lead.c, self.company.c, self.home.c
        self.columns = [
            lead.first_name.label(f"{name}_first"),
            lead.last_name.label(f"{name}_last"),
            func.coalesce(lead.email, lead.linkedin_url, lead.phone).label(f"{name}_address"),
            lead.title.label(f"{name}_title"),
            func.coalesce(home.spoken_name, home.name, home.domain).label(f"{name}_home"),
            func.coalesce(company.spoken_name, company.name).label(f"{name}_company"),
            company.domain.label(f"{name}_domain"),
            company.city.label(f"{name}_city"),
            company.country.label(f"{name}_country"),
        ]

    def join(
        self, found: FromClause, lead_id: ColumnElement[Any], account_id: ColumnElement[Any]
    ) -> FromClause:
        """The suggestions with this side's lead, its company, or the company it is."""
        return (
            found.outerjoin(self.lead, self.lead.c.id == lead_id)
            .outerjoin(self.home, self.home.c.id == self.lead.c.account_id)
            .outerjoin(self.company, self.company.c.id == account_id)
        )


def _suggested(row: Any) -> Suggested:  # Any: a row of many types
    one, other = _told(row, "this"), _told(row, "other")
    return Suggested(
        row.id,
        row.confidence,
        row.reason,
        Kind.PERSON if row.account_id is None else Kind.COMPANY,
        row.lead_id,
        row.account_id,
        one[0],
        row.other_lead_id,
        row.other_account_id,
        other[0],
        one[1],
        other[1],
    )


def _told(row: Any, name: str) -> tuple[str, str | None]:  # Any: a row of many types
    """A side by name, and where it is: at which company, in which city."""
    said = {key: getattr(row, f"{name}_{key}") for key in _SAID}
    if said["company"] or said["domain"]:
        return spoken(said["company"], None, said["domain"] or said["company"]), _at(
            said["city"], said["country"]
        )
    return spoken(said["first"], said["last"], said["address"]), _at(said["title"], said["home"])


_SAID = ("first", "last", "address", "title", "home", "company", "domain", "city", "country")


def _at(*parts: str | None) -> str | None:
    return ", ".join(part for part in parts if part) or None
