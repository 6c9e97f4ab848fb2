"""The companies that leads' headlines name, by key, so that news of a company finds the leads."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from prospector.store.staging import ask, read_rows


class Key(NamedTuple):
    """The key of a company, and a lead whose headline names it."""

    key: str
    lead_id: int


def of_leads(connection: Connection, lead_ids: Collection[int] | None) -> set[Key]:
    """What is kept of some leads, or of all."""
    join = "" if lead_ids is None else f"asked a {ask(connection, lead_ids)}"
    found = f"SELECT k.key, k.lead_id FROM {join} headline_key k"
    if lead_ids is not None:
        found += " ON k.lead_id = a.id"
    return set(map(Key._make, read_rows(connection, found)))


def naming(connection: Connection, companies: Collection[int]) -> set[int]:
    """The leads whose headlines name one of these companies (identities), or a name seen with a domain."""
    if not read_rows(connection, "SELECT 1 FROM headline_key LIMIT 1"):
        return set()
    join = ask(connection, companies)
    names = (
        "SELECT a.id FROM asked a UNION"
        f" SELECT s.company_id FROM asked a {join} sighting s ON s.domain_id = a.id"
        " WHERE s.company_id IS NOT NULL"
    )
    rows = read_rows(
        connection,
        f"SELECT DISTINCT k.lead_id FROM ({names}) h {join} account_identity n ON n.id = h.id"
        f" {join} headline_key k ON k.key = n.value WHERE n.kind = 'name'",
    )
    return {row[0] for row in rows}


def add(connection: Connection, keys: Iterable[Key]) -> None:
    """Keep these as well, in the open transaction."""
    statement = "INSERT INTO headline_key (key, lead_id) VALUES ({}) ON CONFLICT DO NOTHING"
    _many(connection, statement, keys)


def drop(connection: Connection, keys: Iterable[Key]) -> None:
    """Keep these no longer, in the open transaction."""
    _many(connection, "DELETE FROM headline_key WHERE (key, lead_id) = ({})", keys)


def _many(connection: Connection, statement: str, keys: Iterable[Key]) -> None:
    marks = "?, ?" if connection.dialect.name == "sqlite" else "%s, %s"
    connection.connection.cursor().executemany(statement.format(marks), list(keys))
