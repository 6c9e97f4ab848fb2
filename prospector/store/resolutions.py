"""What resolve reads: sightings not yet resolved, and everything that hangs together with them.

Every function takes a staging connection, because sets of ids travel in a temporary table.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import Connection, bindparam, text

from prospector.store.records import Entity
from prospector.store.staging import stage
from prospector.tables import AccountIdentityKind, IdentityKind, SourceRank

_KEYS = (
    "s.id, s.email_id, s.profile_id, s.phone_id, s.name_id, s.domain_id, s.company_id, s.feed,"
    " s.content_hash, s.rank, s.file, s.line, s.seen_at, s.received_at,"
    " CAST(s.lead_values AS TEXT) AS lead_values, CAST(s.account_values AS TEXT) AS account_values"
)
_PEOPLE = ("email_id", "profile_id", "phone_id", "name_id")
_COMPANIES = ("domain_id", "company_id")


class Sighting(NamedTuple):
    """A sighting as resolve reads it; times in microseconds."""

    id: int
    email_id: int | None
    profile_id: int | None
    phone_id: int | None
    name_id: int | None
    domain_id: int | None
    company_id: int | None
    feed: str
    content_hash: str
    rank: SourceRank
    file: str
    line: int
    seen_at: int
    received_at: int
    lead_json: str
    account_json: str

    def people(self) -> Iterator[int]:
        """The identities of a person in it."""
        return (i for i in (self.email_id, self.profile_id, self.phone_id, self.name_id) if i)

    def companies(self) -> Iterator[int]:
        """The identities of a company in it."""
        return (i for i in (self.domain_id, self.company_id) if i)

    # Read only where they are needed: most of what hangs together is looked at, not judged.
    def lead_values(self) -> dict[str, Any]:  # Any: the record's typed values
        """What it says of the person."""
        return dict(json.loads(self.lead_json))

    def account_values(self) -> dict[str, Any]:  # Any: the record's typed values
        """What it says of the company."""
        return dict(json.loads(self.account_json))


class Identity(NamedTuple):
    """An identity of a person or company, and the lead or account it points to."""

    id: int
    kind: IdentityKind | AccountIdentityKind
    value: str
    raw: str
    holder: int | None
    first_seen_at: int


def sightings_of_people(connection: Connection, identities: Collection[int]) -> list[Sighting]:
    """The sightings that carry one of these identities of people."""
    return _touching(connection, identities, _PEOPLE)


def sightings_of_companies(connection: Connection, identities: Collection[int]) -> list[Sighting]:
    """The sightings that carry one of these identities of companies."""
    return _touching(connection, identities, _COMPANIES)


def people(connection: Connection, identities: Collection[int]) -> list[Identity]:
    """These identities, and every other one of the leads they point to."""
    return _identities(connection, identities, "identity", "lead_id", IdentityKind)


def companies(connection: Connection, identities: Collection[int]) -> list[Identity]:
    """These identities, and every other one of the accounts they point to."""
    return _identities(
        connection, identities, "account_identity", "account_id", AccountIdentityKind
    )


def unresolved(connection: Connection, table: str) -> set[int]:
    """Identities (of people: `identity`, of companies: `account_identity`) nobody has looked at."""
    statement = text(f"SELECT id FROM {table} WHERE resolved_run_id IS NULL")
    return set(connection.execute(statement).scalars())


def left_behind(connection: Connection, entity: Entity, run_id: int) -> set[int]:
    """Leads or accounts that runs wrote which stopped before they had compared them."""
    stopped = text(
        "SELECT id FROM run WHERE stage = 'resolve' AND id < :run_id AND status <> 'done' AND id >"
        " coalesce((SELECT max(id) FROM run WHERE stage = 'resolve' AND status = 'done'), 0)"
    )
    runs = list(connection.execute(stopped, {"run_id": run_id}).scalars())
    if not runs:
        return set()
    written = text(
        f"SELECT DISTINCT {entity.pointer} FROM {entity.identities}"
        f" WHERE {entity.pointer} IS NOT NULL AND resolved_run_id IN :runs"
    ).bindparams(bindparam("runs", expanding=True))
    return set(connection.execute(written, {"runs": runs}).scalars())


def in_signals(connection: Connection, column: str, identities: Collection[int]) -> set[int]:
    """Those of the identities that a signal refers to in a column."""
    _want(connection, identities)
    statement = text(
        f"SELECT id FROM wanted WHERE EXISTS (SELECT 1 FROM signal WHERE signal.{column} = wanted.id)"
    )
    return set(connection.execute(statement).scalars())


def pairs(connection: Connection, names: Collection[int]) -> list[tuple[int | None, int]]:
    """The domains each company name was seen with; None where it stood alone."""
    _want(connection, names)
    statement = text(
        "SELECT DISTINCT s.domain_id, s.company_id FROM sighting s"
        " JOIN wanted w ON w.id = s.company_id"
    )
    return [(row[0], row[1]) for row in connection.execute(statement)]


def _identities(
    connection: Connection,
    identities: Collection[int],
    table: str,
    pointer: str,
    kinds: type[IdentityKind] | type[AccountIdentityKind],
) -> list[Identity]:
    _want(connection, identities)
    these, others = (
        ", ".join(f"{alias}.{c}" for c in ("id", "kind", "value", "raw", pointer, "first_seen_at"))
        for alias in ("i", "o")
    )
    statement = text(
        f"SELECT {these} FROM {table} i JOIN wanted w ON w.id = i.id"
        f" UNION SELECT {others} FROM {table} i JOIN wanted w ON w.id = i.id"
        f" JOIN {table} o ON o.{pointer} = i.{pointer}"
    )
    return [
        Identity(row.id, kinds(row.kind), row.value, row.raw, row[4], row.first_seen_at)
        for row in connection.execute(statement)
    ]


def _touching(
    connection: Connection, identities: Collection[int], columns: Iterable[str]
) -> list[Sighting]:
    _want(connection, identities)
    touched = " UNION ".join(
        f"SELECT t.id FROM wanted w JOIN sighting t ON t.{column} = w.id" for column in columns
    )
    statement = text(f"SELECT {_KEYS} FROM sighting s WHERE s.id IN ({touched}) ORDER BY s.id")
    return [_sighting(row) for row in connection.execute(statement)]


def _want(connection: Connection, ids: Collection[int]) -> None:
    """Put ids where the next statement can join them."""
    stage(connection, "wanted", pl.DataFrame({"id": sorted(ids)}, schema={"id": pl.Int64}))


def _sighting(row: Any) -> Sighting:  # Any: a row of many types
    return Sighting._make((*row[:9], SourceRank(row.rank), *row[10:]))
