"""Move a frame into a temporary table, so that statements can work on sets."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import polars as pl
from sqlalchemy import Connection, text

from prospector.store.copying import copy

_SQLITE = {pl.Int64: "INTEGER", pl.Float64: "REAL", pl.Boolean: "INTEGER", pl.String: "TEXT"}
_POSTGRES = {
    pl.Int64: "BIGINT",
    pl.Float64: "DOUBLE PRECISION",
    pl.Boolean: "BOOLEAN",
    pl.String: "TEXT",
}
_CHUNK = 20_000


def stage(connection: Connection, name: str, frame: pl.DataFrame) -> None:
    """Create the temporary table `name` with the frame's rows (columns: Int64, Float64, Boolean, String).

    It is outside every write transaction, holds no lock on the store, and goes with the connection.
    """
    types = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRES
    columns = ", ".join(
        f'"{column}" {types[type(dtype)]}' for column, dtype in frame.schema.items()
    )
    connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}"')
    connection.exec_driver_sql(f'CREATE TEMPORARY TABLE "{name}" ({columns})')
    if connection.dialect.name == "sqlite":
        _fill_sqlite(connection, name, frame)
    else:
        copy(connection, name, frame)
    connection.commit()


def ask(connection: Connection, ids: Collection[int]) -> str:
    """Put ids into the temporary table `asked` (`id`); returns the word that joins others to it.

    SQLite would start from the other table, and read all of it: CROSS JOIN makes it look up those
    asked for.
    """
    stage(connection, "asked", pl.DataFrame({"id": sorted(ids)}, schema={"id": pl.Int64}))
    return first_join(connection)


def first_join(connection: Connection) -> str:
    """The join that begins with the table on its left."""
    return "CROSS JOIN" if connection.dialect.name == "sqlite" else "JOIN"


# Any: columns of many types.
def read_rows(connection: Connection, statement: str) -> list[tuple[Any, ...]]:
    """Rows as the driver gives them: SQLAlchemy's own cost as much again."""
    cursor = connection.execute(text(statement)).cursor
    return [] if cursor is None else list(cursor.fetchall())


def read_frame(
    connection: Connection, statement: str, schema: Mapping[str, type[pl.DataType]]
) -> pl.DataFrame:
    """Rows as a frame: made column by column, for a quarter of what row by row costs."""
    cursor = connection.execute(text(statement)).cursor
    found = [pl.DataFrame(schema=schema)]
    while cursor is not None and (rows := cursor.fetchmany(_CHUNK)):
        found.append(
            pl.DataFrame(
                pl.Series(name, column, dtype=schema[name])
                for name, column in zip(schema, zip(*rows, strict=True), strict=True)
            )
        )
    return pl.concat(found, rechunk=True)


def _fill_sqlite(connection: Connection, name: str, frame: pl.DataFrame) -> None:
    marks = ", ".join("?" * frame.width)
    cursor = connection.connection.cursor()
    for part in _parts(frame):
        cursor.executemany(f'INSERT INTO "{name}" VALUES ({marks})', part.rows())


def _parts(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for start in range(0, frame.height, _CHUNK):
        yield frame.slice(start, _CHUNK)
