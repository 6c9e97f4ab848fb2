"""Identities: the ways people were seen, and the lead each was resolved to."""

from collections.abc import Collection
from typing import Any

import polars as pl
from sqlalchemy import Connection, text
from sqlmodel import Session, col, or_, select

from prospector.store.staging import stage
from prospector.tables import Identity, IdentityKind

#: A name identity is `name|company`. SQLite finds a name by its place in the index; PostgreSQL, whose
#: order of text is the database's own, reads the names once.
_BEARING = {
    "sqlite": "n.value >= b.name || '|' AND n.value < b.name || '}'",
    "postgresql": "split_part(n.value, '|', 1) = b.name",
}
#: By what a sighting may belong to a lead.
_SEEN = ("email_id", "profile_id", "phone_id", "name_id")


def lead_of(session: Session, kind: IdentityKind, value: str) -> int | None:
    """The lead an identity was resolved to."""
    return session.exec(
        select(Identity.lead_id).where(Identity.kind == kind, Identity.value == value)
    ).first()


def starting_with(session: Session, start: str, *, limit: int = 200) -> list[str]:
    """E-mail addresses and profiles of leads that begin like a text."""
    found = session.exec(
        select(Identity.value)
        .where(
            col(Identity.lead_id).is_not(None),
            or_(
                col(Identity.value).startswith(start, autoescape=True),
                col(Identity.value).startswith(f"linkedin.com/in/{start}", autoescape=True),
            ),
            col(Identity.kind).in_((IdentityKind.EMAIL, IdentityKind.PROFILE)),
        )
        .order_by(col(Identity.value))
        .limit(limit)
    )
    return list(found)


def bearing(connection: Connection, names: Collection[str]) -> dict[str, set[int]]:
    """The leads seen with each of some full names (folded), at whatever company."""
    stage(connection, "borne", pl.DataFrame({"name": sorted(names)}, schema={"name": pl.String}))
    # SQLite would start from every name there is: CROSS JOIN makes it look up those asked for.
    first = "CROSS JOIN" if connection.dialect.name == "sqlite" else "JOIN"
    join = f"identity n ON n.kind = 'name_company' AND {_BEARING[connection.dialect.name]}"
    return _sets(
        connection,
        " UNION ALL ".join(
            f"SELECT b.name, i.lead_id FROM borne b {first} {join}"
            f" JOIN sighting s ON s.name_id = n.id JOIN identity i ON i.id = s.{seen}"
            " WHERE i.lead_id IS NOT NULL"
            for seen in _SEEN
        ),
    )


def names_of(connection: Connection, lead_ids: Collection[int]) -> dict[int, set[str]]:
    """The full names (folded) each of some leads was seen with at a company."""
    stage(connection, "asked", pl.DataFrame({"id": sorted(lead_ids)}, schema={"id": pl.Int64}))
    found = _sets(
        connection,
        " UNION ALL ".join(
            "SELECT a.id, n.value FROM asked a JOIN identity i ON i.lead_id = a.id"
            f" JOIN sighting s ON s.{seen} = i.id JOIN identity n ON n.id = s.name_id"
            for seen in _SEEN
        ),
    )
    return {lead: {value.partition("|")[0] for value in values} for lead, values in found.items()}


# Any: the first column is the key, the second what is collected.
def _sets(connection: Connection, statement: str) -> dict[Any, set[Any]]:
    found: dict[Any, set[Any]] = {}
    for key, value in connection.execute(text(statement)).all():  # one fetch, not one per row
        found.setdefault(key, set()).add(value)
    return found
