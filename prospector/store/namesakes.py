"""Under which names leads were seen, and who else was seen under those."""

from collections.abc import Collection

import polars as pl
from sqlalchemy import Connection

from prospector.store.staging import ask, first_join, read_frame, read_rows, stage

#: A name identity is `name|company`. SQLite finds a name by its place in the index; PostgreSQL, whose
#: order of text is the database's own, reads the names once.
_BEARING = {
    "sqlite": "n.value >= a.name || '|' AND n.value < a.name || '}'",
    "postgresql": "split_part(n.value, '|', 1) = a.name",
}
#: By what a sighting may belong to a lead, beside the name itself.
_STRONG = ("email", "profile", "phone")


def names_of(connection: Connection, lead_ids: Collection[int]) -> pl.DataFrame:
    """The full names (folded) that some leads were seen with at a company: lead, name."""
    join = ask(connection, lead_ids)
    theirs = f"FROM asked a {join} identity i ON i.lead_id = a.id"
    seen = [
        f"SELECT a.id, n.value {theirs} {join} sighting s ON s.{kind}_id = i.id"
        f" {join} identity n ON n.id = s.name_id WHERE i.kind = '{kind}'"
        for kind in _STRONG
    ]
    own = (
        f"SELECT a.id, i.value {theirs} WHERE i.kind = 'name_company'"
        " AND EXISTS (SELECT 1 FROM sighting s WHERE s.name_id = i.id)"
    )
    rows = read_rows(connection, " UNION ALL ".join([*seen, own]))
    found = pl.DataFrame(rows, schema={"lead": pl.Int64, "value": pl.String}, orient="row")
    return found.select("lead", name=full_name("value")).unique()


def bearing(connection: Connection, names: pl.Series, *, but: pl.Series) -> pl.DataFrame:
    """The identities that hold some full names (folded), at whatever company: name, identity.

    Without those that are known (`but`): in a first resolve there are no others to look for.
    """
    schema = {"name": pl.String, "identity": pl.Int64}
    if names.is_empty():
        return pl.DataFrame(schema=schema)
    every = "SELECT 1 FROM identity WHERE kind = 'name_company'"
    counted = f"SELECT count(*) FROM ({every} LIMIT {but.len() + 1:d}) t"
    if read_rows(connection, counted)[0][0] == but.len():
        return pl.DataFrame(schema=schema)
    stage(connection, "asked", pl.DataFrame({"name": names.sort()}, schema={"name": pl.String}))
    found = read_frame(
        connection,
        f"SELECT a.name, n.id FROM asked a {first_join(connection)} identity n"
        f" ON n.kind = 'name_company' AND {_BEARING[connection.dialect.name]}",
        schema,
    )
    return found.filter(~pl.col("identity").is_in(but.implode()))


def seen_with(connection: Connection, identities: Collection[int]) -> pl.DataFrame:
    """The leads that were seen with some name identities: identity, lead."""
    schema = {"identity": pl.Int64, "lead": pl.Int64}
    if not identities:
        return pl.DataFrame(schema=schema)
    join = ask(connection, identities)
    rows = read_rows(
        connection,
        " UNION ".join(
            f"SELECT a.id, i.lead_id FROM asked a {join} sighting s ON s.name_id = a.id"
            f" {join} identity i ON i.id = s.{kind}_id WHERE i.lead_id IS NOT NULL"
            for kind in (*_STRONG, "name")
        ),
    )
    return pl.DataFrame(rows, schema=schema, orient="row")


def full_name(value: str) -> pl.Expr:
    """The name in a column of name identities."""
    return pl.col(value).str.splitn("|", 2).struct.field("field_0")
