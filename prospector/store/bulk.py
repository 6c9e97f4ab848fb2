"""Many new leads and accounts at once: read as numbers, written as plain tuples.

SQLAlchemy costs more per row than SQLite itself, so these statements go to the driver as they are.
"""

from collections.abc import Collection, Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection

from prospector.errors import StoreBusy
from prospector.store.adding_postgres import array, next_ids
from prospector.store.copying import copy
from prospector.store.insertion import empty_columns
from prospector.store.records import Entity
from prospector.store.staging import first_join, read_frame, read_rows, stage

#: A row of many types.
Row = tuple[Any, ...]

_NUMBERS = ("email_id", "profile_id", "phone_id", "name_id", "domain_id", "company_id")
#: What a sighting tells of itself, whoever asks.
_ORIGIN = {
    "feed": "s.feed",
    "rank": "s.rank",
    "file": "s.file",
    "line": "s.line",
    "seen": "s.seen_at",
    "received": "s.received_at",
    "tie": "s.content_hash",
    "lead_json": "CAST(s.lead_values AS TEXT)",
}
_OF_LEADS = {
    "email": "e.value",
    "profile": "p.value",
    "phone": "t.value",
    "account_id": "coalesce(d.account_id, c.account_id)",
}
#: Of a profile only whether there is one counts.
_OF_ACCOUNTS = {
    "profile": "CASE WHEN s.profile_id IS NOT NULL THEN '' END",
    "domain": "d.value",
    "company_id": "s.company_id",
    "account_json": "CAST(s.account_values AS TEXT)",
}
_NUMERIC = ("id", "account_id", "company_id", "line", "seen", "received")
#: Sightings are read as a range of ids if at least one in so many of it is wanted.
_SPREAD = 2
_JOINS = {
    "e": "LEFT JOIN identity e ON e.id = s.email_id",
    "p": "LEFT JOIN identity p ON p.id = s.profile_id",
    "t": "LEFT JOIN identity t ON t.id = s.phone_id",
    "d": "LEFT JOIN account_identity d ON d.id = s.domain_id",
    "c": "LEFT JOIN account_identity c ON c.id = s.company_id",
}


#: What the columns of a set of pointers are called, where it is no table.
_COLUMNS_OF = {"sqlite": "", "postgresql": "(holder, method, id)"}


def pending(connection: Connection, limit: int) -> pl.DataFrame:
    """The oldest sightings nobody has resolved: their ids, and those of the identities in them."""
    names = ["id", *(name.removesuffix("_id") for name in _NUMBERS)]
    join = first_join(connection)
    return read_frame(
        connection,
        f"SELECT s.id, {', '.join(_NUMBERS)} FROM unresolved_sighting u"
        f" {join} sighting s ON s.id = u.id ORDER BY u.id LIMIT {limit:d}",
        dict.fromkeys(names, pl.Int64),
    )


def unknown(connection: Connection, entity: Entity) -> pl.DataFrame:
    """Identities nobody has looked at: id, kind, value (of e-mails, domains and names only)."""
    return read_frame(
        connection,
        "SELECT id, kind, CASE WHEN kind NOT IN ('profile', 'phone') THEN value END"
        f" FROM {entity.identities} WHERE resolved_run_id IS NULL AND {entity.pointer} IS NULL",
        {"id": pl.Int64, "kind": pl.String, "value": pl.String},
    )


def alone(connection: Connection, entity: Entity) -> pl.Series:
    """Unresolved phones and names that a signal refers to."""
    column = "person_identity_id" if entity.table == "lead" else "account_identity_id"
    rows = read_rows(
        connection,
        f"SELECT i.id FROM {entity.identities} i WHERE i.resolved_run_id IS NULL"
        " AND i.kind NOT IN ('email', 'profile', 'domain')"
        f" AND EXISTS (SELECT 1 FROM signal s WHERE s.{column} = i.id)",
    )
    return pl.Series([row[0] for row in rows], dtype=pl.Int64)


def told(connection: Connection, entity: Entity, wanted: pl.DataFrame) -> pl.DataFrame:
    """What some sightings (`n`, `id`) say, by `n` and `id`: values as JSON, times in microseconds."""
    values = _ORIGIN | (_OF_LEADS if entity.table == "lead" else _OF_ACCOUNTS)
    listed = ", ".join(values.values())
    joins = " ".join(join for name, join in _JOINS.items() if f"{name}." in listed)
    first, last = (
        bound if isinstance(bound, int) else 0 for bound in (wanted["id"].min(), wanted["id"].max())
    )
    if last - first < _SPREAD * wanted.height:
        # Next to each other: quicker read with those between them than one by one.
        source, some = "sighting s", f" WHERE s.id BETWEEN {first:d} AND {last:d}"
    else:
        stage(connection, "told", wanted.select("id"))
        source, some = "told w JOIN sighting s ON s.id = w.id", ""
    names = ("id", *values)
    said = read_frame(
        connection,
        f"SELECT s.id, {listed} FROM {source} {joins}{some}",
        {name: pl.Int64 if name in _NUMERIC else pl.String for name in names},
    )
    return wanted.select("n", "id").join(said, on="id").sort("n", "id")


def names(connection: Connection, wanted: pl.DataFrame) -> list[Row]:
    """The mailbox (`head`) and what was said of the person in some sightings (`head`, `id`)."""
    stage(connection, "told", wanted.select("head", "id"))
    return read_rows(
        connection,
        "SELECT w.head, CAST(s.lead_values AS TEXT) FROM told w JOIN sighting s ON s.id = w.id",
    )


def insert(connection: Connection, entity: Entity, rows: pl.DataFrame) -> pl.Series:
    """Insert leads or accounts as they are stored; returns their ids, in the order of the rows."""
    ids = _next_ids(connection, entity.table, rows.height)
    frame = rows.drop(empty_columns(rows)).with_columns(ids)
    if connection.dialect.name == "sqlite":
        listed = ", ".join(f'"{name}"' for name in frame.columns)
        marks = ", ".join("?" * frame.width)
        values = zip(*(column.to_list() for column in frame.get_columns()), strict=True)
        _cursor(connection).executemany(
            f"INSERT INTO {entity.table} ({listed}) VALUES ({marks})", values
        )
    else:
        copy(connection, entity.table, frame)
    return ids


def point(
    connection: Connection,
    entity: Entity,
    pointers: pl.DataFrame,
    run_id: int,
) -> None:
    """Point identities nobody has looked at (`holder`, `method`, `identity`) to leads or accounts.

    Raises:
        StoreBusy: another resolver decided on one of them meanwhile.
    """
    if pointers.is_empty():
        return
    pointers = pointers.select("holder", "method", "identity")
    cursor = _cursor(connection)
    target, source = entity.identities, "unnest(%s::bigint[], %s::text[], %s::bigint[])"
    given: Sequence[Any] = ()
    if connection.dialect.name == "sqlite":
        # One statement over a set costs half of one per row.
        source = "temp.pointing"
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS pointing (holder INTEGER, method TEXT, id INTEGER)"
        )
        cursor.execute(f"DELETE FROM {source}")
        cursor.executemany(f"INSERT INTO {source} VALUES (?, ?, ?)", pointers.rows())
    else:
        given = [array(column) for column in pointers.get_columns()]
    cursor.execute(
        f"UPDATE {target} SET {entity.pointer} = t.holder, method = t.method,"
        f" resolved_run_id = {run_id:d} FROM {source} AS t{_COLUMNS_OF[connection.dialect.name]}"
        f" WHERE {target}.id = t.id AND {target}.{entity.pointer} IS NULL"
        f" AND {target}.resolved_run_id IS NULL",
        given,
    )
    if cursor.rowcount != pointers.height:
        raise StoreBusy("another resolve is at work: run it again when that one has ended")


def resolved(connection: Connection, sightings: Collection[int]) -> None:
    """Let sightings wait for resolve no longer."""
    if sightings:
        first, last = min(sightings), max(sightings)
        some = f"BETWEEN {first:d} AND {last:d}"
        if last - first >= len(sightings):
            some = f"IN ({', '.join(map(str, sightings))})"
        _cursor(connection).execute(f"DELETE FROM unresolved_sighting WHERE id {some}")


def _next_ids(connection: Connection, table: str, count: int) -> pl.Series:
    """Ids for new rows, taken inside the transaction that writes them."""
    if connection.dialect.name == "sqlite":
        last = read_rows(connection, f"SELECT coalesce(max(id), 0) FROM {table}")[0][0]
        return pl.int_range(last + 1, last + 1 + count, eager=True).alias("id")
    return next_ids(connection, table, count)


def _cursor(connection: Connection) -> Any:  # Any: the driver's own
    """The driver's cursor, in a transaction that SQLAlchemy knows of and will commit."""
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.cursor()
