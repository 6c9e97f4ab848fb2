"""What an insert is made of: the table, and the rows that one transaction takes."""

from collections.abc import Collection
from typing import Any, NamedTuple

import polars as pl


class Target(NamedTuple):
    """A table to insert into; rows that are there already stay as they are."""

    table: str
    #: Its unique key. A batch of several transactions is cut along it, so that each of them touches
    #: one part of the key's index instead of all of it; a batch of one keeps its order.
    key: tuple[str, ...]
    #: A column of other large indexes: the batch is cut into strips along the key, those along it.
    near: str | None = None
    #: Columns that hold JSON.
    json: Collection[str] = ()
    #: PostgreSQL: the advisory lock under which ids are given.
    lock: int | None = None


class Work(NamedTuple):
    """What one transaction inserts: rows, and the values that all of them share."""

    target: Target
    part: pl.DataFrame
    shared: dict[str, Any]  # Any: of every type a column can have
    tell_ids: bool


#: When a transaction began to work, how many rows it inserted, and their ids if it could tell.
Result = tuple[float, int, pl.Series | None]


def shared_values(frame: pl.DataFrame) -> dict[str, Any]:
    """The values that all rows share (Any: of every type a column can have)."""
    return {
        column.name: column[0]
        for column in frame.get_columns()
        if column[0] is not None and column.null_count() == 0 and (column == column[0]).all()
    }


def empty_columns(frame: pl.DataFrame) -> list[str]:
    """The columns in which no row has a value: they need not be named."""
    return [column.name for column in frame.get_columns() if column.null_count() == frame.height]
