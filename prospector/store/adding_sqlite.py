"""Insert the rows of one transaction into SQLite."""

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import repeat
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection

from prospector.store.database import writing
from prospector.store.insertion import Result, Work
from prospector.store.plain_rows import plain_rows

#: SQLite's log is moved to the file when it is longer: most pages of an index are hit again soon,
#: and then moved once. (The size limit of a log that is emptied cuts the file.)
LOG_BYTES = 80 * 1024 * 1024
#: Where a connection keeps the state of the store that its ids were looked up in.
_LOOKED_UP_IN = "looked up in"


def add(connection: Connection, work: Work) -> Result:
    """Insert the rows that are not there yet."""
    part, shared = work.part, work.shared
    names = ", ".join(f'"{name}"' for name in (*part.columns, *shared))
    values = ", ".join(["?"] * part.width + _literals(connection, shared.values()))
    # Lists of columns, made before the lock is taken, and one row at a time from them: a tuple for
    # each row at once would be many objects for Python's collector to walk through.
    columns = [column.to_list() for column in part.get_columns()]
    rows = zip(*columns, strict=True) if columns else repeat((), part.height)
    with _writing(connection), plain_rows():
        began = time.thread_time()
        cursor: Any = connection.connection.cursor()  # Any: the driver's own takes any iterable
        cursor.executemany(
            # FAIL: of a row that is refused nothing has to be undone by itself, since the transaction
            # goes. Where a trigger follows, SQLite keeps every page as it was before each row else.
            f'INSERT OR FAIL INTO "{work.target.table}" ({names}) VALUES ({values})'
            " ON CONFLICT DO NOTHING",
            rows,
        )
        inserted = cursor.rowcount
        # Under the lock every new row gets the id after the largest one.
        last = cursor.execute("SELECT last_insert_rowid()").fetchone()[0]
    ids = pl.int_range(last - inserted + 1, last + 1, eager=True)
    return began, inserted, ids if inserted == part.height else None


@contextmanager
def looking_up(connection: Connection) -> Iterator[None]:
    """Rows refer to ids that are looked up from here on: they are there until another one writes.

    SQLite would look for each of them once more, which costs a seventh of an import's inserts. Rows
    are not checked while the store is in the state the ids were looked up in; after somebody else's
    commit, which may have been an erasure, all of them are.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    _check_references(connection, on=False)
    connection.info[_LOOKED_UP_IN] = _state(connection)
    try:
        yield
    finally:
        connection.info.pop(_LOOKED_UP_IN, None)
        _check_references(connection, on=True)


@contextmanager
def _writing(connection: Connection) -> Iterator[None]:
    """A write transaction that checks references unless the store is as they were looked up in."""
    with ExitStack() as stack:
        stack.enter_context(writing(connection))
        looked_up_in = connection.info.get(_LOOKED_UP_IN)
        if looked_up_in is not None and looked_up_in != _state(connection):
            stack.close()  # a transaction cannot begin to check
            del connection.info[_LOOKED_UP_IN]
            _check_references(connection, on=True)
            stack.enter_context(writing(connection))
        yield


def _check_references(connection: Connection, *, on: bool) -> None:
    connection.rollback()
    connection.connection.cursor().execute(f"PRAGMA foreign_keys = {int(on)}")


def _state(connection: Connection) -> int:
    """A number that changes when another connection commits."""
    cursor = connection.connection.cursor()
    return int(cursor.execute("PRAGMA data_version").fetchone()[0])


def _literals(connection: Connection, values: Iterable[Any]) -> list[str]:
    """Values as SQLite itself writes them in a statement: bound once, not with every row."""
    cursor = connection.connection.cursor()
    return [cursor.execute("SELECT quote(?)", (value,)).fetchone()[0] for value in values]


def move_log(connection: Connection) -> None:
    """Move SQLite's log to the file if it is long: between transactions, when nobody waits for us."""
    if connection.dialect.name != "sqlite":
        return
    log = Path(f"{connection.engine.url.database}-wal")
    if log.exists() and log.stat().st_size > LOG_BYTES:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
