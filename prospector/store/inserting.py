"""Insert frames into the store's tables and look their keys up: the fast way on each database.

An import writes in transactions that hold the lock for a twentieth of a second or so: how many rows
that is depends on the machine and the size of the store, so every transaction sets the pace of the
next one. What counts is the time this thread worked: where others keep the processor busy, smaller
transactions would only be more work.
"""

import json
import math
import time
from collections.abc import Iterator
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, text

from prospector.store import adding_postgres, adding_sqlite
from prospector.store.insertion import Target, Work, empty_columns, shared_values

#: What a transaction aims at, in seconds of work; the promise is 100 ms.
WORK = 0.04
#: Rows in the smallest transaction, the first one of an insert, and the largest.
LEAST_ROWS, FIRST_ROWS, MOST_ROWS = 1_000, 5_000, 20_000
#: How much larger the next one may be: rows that touch few pages come before others that do not.
_GROWTH = 1.25
#: Values per lookup: the database holds them in memory once.
_LOOKED_UP = 50_000


class Pace:
    """How many rows the next write transaction takes."""

    def __init__(self) -> None:
        self.rows = FIRST_ROWS

    def took(self, rows: int, seconds: float) -> None:
        """Learn from a transaction how long its rows took."""
        if rows < LEAST_ROWS:
            return  # it was mostly the transaction's own cost
        fitting = int(rows * WORK / max(seconds, 0.001))
        largest = max(self.rows, int(rows * _GROWTH))
        self.rows = min(max(fitting, LEAST_ROWS), largest, MOST_ROWS)


class _Added(NamedTuple):
    """A transaction's rows: their places in the batch, and what became of them."""

    places: pl.Series
    inserted: int
    #: Their ids, where all of them were inserted and the database told.
    ids: pl.Series | None = None


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
    shared = shared_values(frame.drop(target.key))
    own = frame.drop(*shared, *empty_columns(frame))
    add = adding_sqlite.add if connection.dialect.name == "sqlite" else adding_postgres.add
    # Remembered from batch to batch: it depends on the size of the store.
    pace = connection.info.setdefault(("pace", target.table), Pace())
    for part in _parts(own.with_row_index(_ROW), frame, target, pace):
        work = Work(target, part.drop(_ROW), shared, tell_ids)
        began, inserted, ids = add(connection, work)
        # What PostgreSQL does while others wait for its lock is not this thread's work: few rows.
        if target.lock is None or connection.dialect.name == "sqlite":
            pace.took(part.height, time.thread_time() - began)
        adding_sqlite.move_log(connection)
        yield _Added(part[_ROW], inserted, ids)


def known(
    connection: Connection, table: str, column: str, values: pl.Series, **given: str
) -> pl.Series:
    """The ids of the rows of a table that have some values in a column; null where there is none.

    `given` names the other columns of the key, and what they hold.
    """
    if connection.dialect.name == "postgresql":
        return adding_postgres.known(connection, table, column, values, given)
    key = " AND ".join([f't."{column}" = j.wanted', *(f't."{name}" = :{name}' for name in given)])
    # SQLite would walk through the table: CROSS JOIN makes it look up what is asked for.
    source = "(SELECT j.key AS n, j.value AS wanted FROM json_each(:wanted) j)"
    query = text(f'SELECT j.n, t.id FROM {source} j CROSS JOIN "{table}" t ON {key}')
    places, ids = [], []
    # In their order: neighbours in the index are found together.
    named = values.alias("value").to_frame().with_row_index("n")
    order = named.sort("value", multithreaded=False)["n"]  # threads cost three times as much
    for start in range(0, values.len(), _LOOKED_UP):
        some = order[start : start + _LOOKED_UP]
        wanted = json.dumps(values.gather(some).to_list())
        # Straight from the driver: SQLAlchemy's rows cost more than the look-up.
        rows = connection.execute(query, {"wanted": wanted, **given}).cursor.fetchall()
        found = pl.DataFrame(rows, schema={"n": pl.Int64, "id": pl.Int64}, orient="row")
        places.append(some.gather(found["n"]))
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
        part = own if order is None else own[order[start : start + pace.rows]]
        yield part
        start += part.height


def _order(frame: pl.DataFrame, target: Target, parts: float) -> pl.Series:
    """The places of the rows by strips of their key, within a strip by what other indexes have."""
    # Threads cost three times as much.
    by_key = frame.select(target.key).with_row_index(_ROW).sort(target.key, multithreaded=False)
    if target.near is None:
        return by_key[_ROW]
    strip = frame.height / math.sqrt(parts)
    strips = pl.DataFrame(
        {
            _ROW: by_key[_ROW],
            "strip": pl.int_range(frame.height, eager=True) // strip,
            "near": frame[target.near].gather(by_key[_ROW]),
        }
    )
    return strips.sort("strip", "near", multithreaded=False, maintain_order=True)[_ROW]
