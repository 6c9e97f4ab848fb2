"""Insert frames into the store's tables and look their keys up: the fast way on each database.

An import writes in transactions that hold the lock for a twentieth of a second or so: how many rows
that is depends on the machine and the size of the store, so every transaction sets the pace of the
next one. What counts is the time this thread worked: where others keep the processor busy, smaller
transactions would only be more work.
"""

import json
import math
import time
from collections.abc import Collection, Iterable, Iterator
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import Connection, text

from prospector.store.database import writing
from prospector.store.staging import copy, stage

#: What a transaction aims at, in seconds of work; the promise is 100 ms.
WORK = 0.06
#: Rows in the smallest transaction, the first one of an insert, and the largest.
LEAST_ROWS, FIRST_ROWS, MOST_ROWS = 1_000, 5_000, 20_000
#: Values per lookup: the database holds them in memory once.
_LOOKED_UP = 50_000
#: SQLite's log is moved to the file when it is longer: most pages of an index are hit again soon,
#: and then moved once. (The size limit of a log that is emptied cuts the file.)
LOG_BYTES = 80 * 1024 * 1024


class Target(NamedTuple):
    """A table to insert into; rows that are there already stay as they are."""

    table: str
    #: Its unique key. A batch of several transactions is cut along it, so that each of them touches
    #: one part of the key's index instead of all of it; rows of one transaction keep their order.
    key: tuple[str, ...]
    #: A column of other large indexes: the batch is cut into strips along the key, those along it.
    near: str | None = None
    #: Columns that hold JSON.
    json: Collection[str] = ()
    #: PostgreSQL: the advisory lock under which ids are given.
    lock: int | None = None


class Pace:
    """How many rows the next write transaction takes."""

    def __init__(self) -> None:
        self.rows = FIRST_ROWS

    def took(self, rows: int, seconds: float) -> None:
        """Learn from a transaction how long its rows took."""
        if rows < LEAST_ROWS:
            return  # it was mostly the transaction's own cost
        fitting = int(rows * WORK / max(seconds, 0.001))
        self.rows = min(max(fitting, LEAST_ROWS), max(self.rows, rows * 2), MOST_ROWS)


class _Added(NamedTuple):
    """A transaction's rows: their places in the batch, and what became of them."""

    places: pl.Series
    inserted: int
    #: Their ids, where all of them were inserted and the database told.
    ids: pl.Series | None = None


class _Work(NamedTuple):
    """What one transaction inserts: rows, and the values that all of them share."""

    target: Target
    part: pl.DataFrame
    shared: dict[str, Any]  # Any: of every type a column can have
    tell_ids: bool


#: When a transaction began to work, how many rows it inserted, and their ids if it could tell.
_Result = tuple[float, int, pl.Series | None]


def insert(connection: Connection, target: Target, frame: pl.DataFrame) -> int:
    """Insert the rows that are not there yet, in short transactions; how many that were."""
    return sum(added.inserted for added in _inserted(connection, target, frame))


def insert_known(connection: Connection, target: Target, frame: pl.DataFrame) -> pl.Series:
    """Insert rows; the id of each, null where it has to be looked up."""
    ids = pl.Series("id", [None], dtype=pl.Int64).new_from_index(0, frame.height)
    for added in _inserted(connection, target, frame, tell_ids=True):
        if added.ids is not None:
            ids = ids.scatter(added.places, added.ids)
    return ids


def _inserted(
    connection: Connection, target: Target, frame: pl.DataFrame, *, tell_ids: bool = False
) -> Iterator[_Added]:
    if frame.is_empty():
        return
    shared = _shared(frame.drop(target.key))
    own = frame.drop(*shared, *_empty(frame))
    add = _add_sqlite if connection.dialect.name == "sqlite" else _add_postgres
    # Remembered from batch to batch: it depends on the size of the store.
    pace = connection.info.setdefault(("pace", target.table), Pace())
    for part in _parts(own.with_row_index(_ROW), frame, target, pace):
        work = _Work(target, part.drop(_ROW), shared, tell_ids)
        began, inserted, ids = add(connection, work)
        pace.took(part.height, time.thread_time() - began)
        move_log(connection)
        yield _Added(part[_ROW], inserted, ids)


def move_log(connection: Connection) -> None:
    """Move SQLite's log to the file if it is long: between transactions, when nobody waits for us."""
    if connection.dialect.name != "sqlite":
        return
    log = Path(f"{connection.engine.url.database}-wal")
    if log.exists() and log.stat().st_size > LOG_BYTES:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def known(
    connection: Connection, table: str, column: str, values: pl.Series, **given: str
) -> pl.Series:
    """The ids of the rows of a table that have some values in a column; null where there is none.

    `given` names the other columns of the key, and what they hold.
    """
    sqlite = connection.dialect.name == "sqlite"
    # SQLite would walk through the table: CROSS JOIN makes it look up what is asked for.
    source, join = (
        ("(SELECT j.key AS n, j.value AS wanted FROM json_each(:wanted) j)", "CROSS JOIN")
        if sqlite
        else ("unnest(CAST(:wanted AS TEXT[])) WITH ORDINALITY AS j(wanted, n)", "JOIN")
    )
    key = " AND ".join([f't."{column}" = j.wanted', *(f't."{name}" = :{name}' for name in given)])
    query = text(f'SELECT j.n, t.id FROM {source} {"j" * sqlite} {join} "{table}" t ON {key}')
    places, ids = [], []
    # In their order: neighbours in the index are found together.
    named = values.alias("value").to_frame().with_row_index("n")
    order = named.sort("value", multithreaded=False)["n"]  # threads cost three times as much
    for start in range(0, values.len(), _LOOKED_UP):
        some = order[start : start + _LOOKED_UP]
        wanted = values.gather(some).to_list()
        # Straight from the driver: SQLAlchemy's rows cost more than the look-up.
        rows = connection.execute(
            query, {"wanted": json.dumps(wanted) if sqlite else wanted, **given}
        ).cursor.fetchall()
        found = pl.DataFrame(rows, schema={"n": pl.Int64, "id": pl.Int64}, orient="row")
        places.append(some.gather(found["n"] - (not sqlite)))
        ids.append(found["id"])
    connection.rollback()  # a read transaction left open keeps the log from being emptied
    nobody = pl.Series("id", [None], dtype=pl.Int64).new_from_index(0, values.len())
    return nobody.scatter(pl.concat(places), pl.concat(ids)) if places else nobody


#: The row's number in a batch; no table has such a column.
_ROW = "#"


def _parts(
    own: pl.DataFrame, frame: pl.DataFrame, target: Target, pace: Pace
) -> Iterator[pl.DataFrame]:
    """The rows some at a time, cut along the indexes."""
    order = _order(frame, target, own.height / pace.rows) if own.height > pace.rows else None
    start = 0
    while start < own.height:
        part = own if order is None else own[order[start : start + pace.rows].sort()]
        yield part
        start += part.height


def _order(frame: pl.DataFrame, target: Target, parts: float) -> pl.Series:
    """The places of the rows by strips of their key, within a strip by what other indexes have."""
    by_key = frame.select(pl.arg_sort_by(target.key)).to_series()
    if target.near is None:
        return by_key
    strip = frame.height / math.sqrt(parts)
    near = frame[target.near].gather(by_key)
    return pl.select(
        pl.lit(by_key).sort_by(pl.int_range(frame.height) // strip, pl.lit(near))
    ).to_series()


def _shared(frame: pl.DataFrame) -> dict[str, Any]:
    """The values that all rows share (Any: of every type a column can have)."""
    return {
        column.name: column[0]
        for column in frame.get_columns()
        if column[0] is not None and column.null_count() == 0 and (column == column[0]).all()
    }


def _empty(frame: pl.DataFrame) -> list[str]:
    return [column.name for column in frame.get_columns() if column.null_count() == frame.height]


def _add_sqlite(connection: Connection, work: _Work) -> _Result:
    part, shared = work.part, work.shared
    names = ", ".join(f'"{name}"' for name in (*part.columns, *shared))
    values = ", ".join(["?"] * part.width + _literals(connection, shared.values()))
    # Lists of columns, made before the lock is taken, and one row at a time from them: a tuple for
    # each row at once would be many objects for Python's collector to walk through.
    columns = [column.to_list() for column in part.get_columns()]
    rows = zip(*columns, strict=True) if columns else repeat((), part.height)
    with writing(connection):
        began = time.thread_time()
        cursor: Any = connection.connection.cursor()  # Any: the driver's own takes any iterable
        cursor.executemany(
            f'INSERT INTO "{work.target.table}" ({names}) VALUES ({values}) ON CONFLICT DO NOTHING',
            rows,
        )
        inserted = cursor.rowcount
        # Under the lock every new row gets the id after the largest one.
        last = cursor.execute("SELECT last_insert_rowid()").fetchone()[0]
    ids = pl.int_range(last - inserted + 1, last + 1, eager=True)
    return began, inserted, ids if inserted == part.height else None


def _literals(connection: Connection, values: Iterable[Any]) -> list[str]:
    """Values as SQLite itself writes them in a statement: bound once, not with every row."""
    cursor = connection.connection.cursor()
    return [cursor.execute("SELECT quote(?)", (value,)).fetchone()[0] for value in values]


def _add_postgres(connection: Connection, work: _Work) -> _Result:
    """Copy the rows straight into the table; where one is there already, by way of a staged copy.

    One row that is there fails the whole copy, so a connection that met one stages from then on.
    """
    met = ("staged", work.target.table)
    if not connection.info.get(met):
        try:
            return _copied(connection, work)
        except connection.dialect.loaded_dbapi.IntegrityError:
            connection.info[met] = True
    return _staged(connection, work)


def _copied(connection: Connection, work: _Work) -> _Result:
    whole = work.part.with_columns(**{name: pl.lit(v) for name, v in work.shared.items()})
    with writing(connection):
        began = time.thread_time()
        _lock(connection, work.target)
        ids = _reserved(connection, work) if work.tell_ids else None
        copy(connection, work.target.table, whole if ids is None else whole.with_columns(ids))
    return began, whole.height, ids


def _reserved(connection: Connection, work: _Work) -> pl.Series:
    """Ids for the rows, in order: other transactions may take some in between."""
    sequence = f"pg_get_serial_sequence('{work.target.table}', 'id')"
    # As one row: a row each costs more than the ids.
    statement = (
        f"SELECT array_agg(nextval({sequence})) FROM generate_series(1, {work.part.height:d})"
    )
    return pl.Series("id", connection.scalar(text(statement)), dtype=pl.Int64)


def _staged(connection: Connection, work: _Work) -> _Result:
    target, part, shared = work.target, work.part, work.shared
    stage(connection, "incoming", part)
    names = ", ".join(f'"{name}"' for name in (*part.columns, *shared))
    values = [f'i."{name}"' for name in part.columns] + [f":c{n}" for n in range(len(shared))]
    casts = [
        f"CAST({value} AS JSONB)" if name in target.json else value
        for name, value in zip((*part.columns, *shared), values, strict=True)
    ]
    with writing(connection):
        began = time.thread_time()
        _lock(connection, target)
        added = connection.execute(
            text(
                f'INSERT INTO "{target.table}" ({names}) SELECT {", ".join(casts)} FROM incoming i'
                " ON CONFLICT DO NOTHING"
            ),
            {f"c{n}": value for n, value in enumerate(shared.values())},
        ).rowcount
    return began, added, None


def _lock(connection: Connection, target: Target) -> None:
    if target.lock is not None:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": target.lock})
