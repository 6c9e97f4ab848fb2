"""Many new leads and accounts at once: read as numbers, written as plain tuples.

SQLAlchemy costs more per row than SQLite itself, so these statements go to the driver as they are.
"""

from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import Any

import polars as pl
from sqlalchemy import Connection

from prospector.errors import StoreBusy
from prospector.store.records import Entity
from prospector.store.staging import read_rows, stage

# Any: columns of many types.
Row = tuple[Any, ...]

_NUMBERS = ("email_id", "profile_id", "phone_id", "name_id", "domain_id", "company_id")
#: Whose values a sighting's group needs: a lead's addresses and account, or an account's domain.
_OF_LEADS = "e.value, p.value, t.value, NULL, coalesce(d.account_id, c.account_id), s.company_id"
#: Of an account only whether there is a profile counts.
_OF_ACCOUNTS = (
    "NULL, CASE WHEN s.profile_id IS NOT NULL THEN '' END, NULL, d.value, NULL, s.company_id"
)
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
    rows = read_rows(
        connection,
        f"SELECT id, {', '.join(_NUMBERS)} FROM sighting WHERE resolved_run_id IS NULL"
        f" ORDER BY id LIMIT {limit:d}",
    )
    names = ["id", *(name.removesuffix("_id") for name in _NUMBERS)]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Int64), orient="row")


def unknown(connection: Connection, entity: Entity) -> pl.DataFrame:
    """Identities nobody has looked at: id, kind, value (of e-mails, domains and names only)."""
    rows = read_rows(
        connection,
        "SELECT id, kind, CASE WHEN kind NOT IN ('profile', 'phone') THEN value END"
        f" FROM {entity.identities} WHERE resolved_run_id IS NULL AND {entity.pointer} IS NULL",
    )
    schema = {"id": pl.Int64, "kind": pl.String, "value": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


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


def told(connection: Connection, entity: Entity, wanted: pl.DataFrame) -> list[Row]:
    """What some sightings (`n`, `id`) say, by `n`.

    In order: n, id, e-mail, profile, phone, domain, account, company, feed, rank, file, line, seen,
    received, hash, and the values as JSON.
    """
    stage(connection, "told", wanted.select("n", "id"))
    values = _OF_LEADS if entity.table == "lead" else _OF_ACCOUNTS
    joins = " ".join(join for name, join in _JOINS.items() if f"{name}." in values)
    rows = read_rows(
        connection,
        f"SELECT w.n, s.id, {values}, s.feed, s.rank, s.file, s.line, s.seen_at, s.received_at,"
        " s.content_hash, CAST(s.lead_values AS TEXT), CAST(s.account_values AS TEXT)"
        f" FROM told w JOIN sighting s ON s.id = w.id {joins}",
    )
    # Nearly sorted already; the database would copy every row to sort them.
    rows.sort(key=itemgetter(0, 1))
    return rows


def names(connection: Connection, wanted: pl.DataFrame) -> list[Row]:
    """The mailbox (`head`) and what was said of the person in some sightings (`head`, `id`)."""
    stage(connection, "told", wanted.select("head", "id"))
    return read_rows(
        connection,
        "SELECT w.head, CAST(s.lead_values AS TEXT) FROM told w JOIN sighting s ON s.id = w.id",
    )


def insert(
    connection: Connection, entity: Entity, columns: Sequence[str], rows: Sequence[Row]
) -> list[int]:
    """Insert leads or accounts; returns their ids, in the order of the rows."""
    ids = _next_ids(connection, entity.table, len(rows))
    listed = ", ".join(f'"{name}"' for name in ("id", *columns))
    numbered = [(i, *row) for i, row in zip(ids, rows, strict=True)]
    cursor = _cursor(connection)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * (len(columns) + 1))
        cursor.executemany(f"INSERT INTO {entity.table} ({listed}) VALUES ({marks})", numbered)
    else:
        with cursor.copy(f"COPY {entity.table} ({listed}) FROM STDIN") as copy:
            for row in numbered:
                copy.write_row(row)
    return ids


def point(
    connection: Connection,
    entity: Entity,
    pointers: Sequence[tuple[int | None, str, int]],
    run_id: int,
) -> None:
    """Point identities nobody has looked at (holder, method, identity) to leads or accounts.

    Raises:
        StoreBusy: another resolver decided on one of them meanwhile.
    """
    if not pointers:
        return
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
        cursor.executemany(f"INSERT INTO {source} VALUES (?, ?, ?)", pointers)
    else:
        given = [list(column) for column in zip(*pointers, strict=True)]
    cursor.execute(
        f"UPDATE {target} SET {entity.pointer} = t.holder, method = t.method,"
        f" resolved_run_id = {run_id:d} FROM {source} AS t{_COLUMNS_OF[connection.dialect.name]}"
        f" WHERE {target}.id = t.id AND {target}.{entity.pointer} IS NULL"
        f" AND {target}.resolved_run_id IS NULL",
        given,
    )
    if cursor.rowcount != len(pointers):
        raise StoreBusy("another resolve is at work: run it again when that one has ended")


def resolved(connection: Connection, sightings: Collection[int], run_id: int) -> None:
    """Mark sightings as consumed by a run."""
    if sightings:
        listed = ", ".join(map(str, sightings))
        _cursor(connection).execute(
            f"UPDATE sighting SET resolved_run_id = {run_id:d} WHERE id IN ({listed})"
        )


def _next_ids(connection: Connection, table: str, count: int) -> list[int]:
    """Ids for new rows, taken inside the transaction that writes them."""
    if connection.dialect.name == "sqlite":
        last = read_rows(connection, f"SELECT coalesce(max(id), 0) FROM {table}")[0][0]
        return list(range(last + 1, last + 1 + count))
    sequence = f"pg_get_serial_sequence('{table}', 'id')"
    made = read_rows(connection, f"SELECT nextval({sequence}) FROM generate_series(1, {count:d})")
    return sorted(row[0] for row in made)


def _cursor(connection: Connection) -> Any:  # Any: the driver's own
    """The driver's cursor, in a transaction that SQLAlchemy knows of and will commit."""
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.cursor()
