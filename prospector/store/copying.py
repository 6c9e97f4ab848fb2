"""Send frames into PostgreSQL by COPY."""

from collections.abc import Iterator
from io import BytesIO

import polars as pl
from sqlalchemy import Connection

_CHUNK = 20_000


def copy(connection: Connection, table: str, frame: pl.DataFrame) -> None:
    """Send a frame's rows into the columns of a table that are called alike."""
    names = ", ".join(f'"{name}"' for name in frame.columns)
    if not connection.in_transaction():
        connection.begin()  # the driver's own cursor does not tell SQLAlchemy
    # Typed loosely: psycopg's cursor behind SQLAlchemy's proxy.
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN (FORMAT csv)') as into:
        for part in _parts(frame):
            # Every text is quoted, so that an empty one is no null and `\.` no end of the data.
            # As bytes: a text would be decoded here and encoded by the driver.
            written = BytesIO()
            part.write_csv(written, include_header=False, quote_style="non_numeric")
            into.write(written.getbuffer())


def _parts(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for start in range(0, frame.height, _CHUNK):
        yield frame.slice(start, _CHUNK)
