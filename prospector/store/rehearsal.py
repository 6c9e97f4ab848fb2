"""A copy of the store to try things on: `--dry-run` works on it and leaves nothing."""

import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Table, text
from sqlmodel import SQLModel

from prospector.store import migrate
from prospector.store.database import Database

#: What signal files know of their store: a rehearsal has none.
_OF_FILES = ("changed_row", "file_stamp")


@contextmanager
def rehearsal(database: Database) -> Iterator[Database]:
    """A store that holds what this one holds now, and is gone at the end."""
    copy = _copy_sqlite if database.dialect == "sqlite" else _copy_postgres
    with copy(database) as rehearsed:
        try:
            yield rehearsed
        finally:
            rehearsed.dispose()


@contextmanager
def _copy_sqlite(database: Database) -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="prospector-rehearsal-") as folder:
        path = Path(folder) / "prospector.db"
        with database.engine.connect() as connection, closing(sqlite3.connect(path)) as target:
            source = connection.connection.driver_connection
            if not isinstance(source, sqlite3.Connection):
                raise TypeError("the SQLite store is not opened by Python's own driver")
            source.backup(target)
        yield Database(database.url.set(database=str(path)))


@contextmanager
def _copy_postgres(database: Database) -> Iterator[Database]:
    # A schema of its own: the same tables, found first by this copy's connections.
    schema = f"rehearsal_{secrets.token_hex(6)}"
    with database.engine.begin() as connection:
        connection.execute(text(f'CREATE SCHEMA "{schema}"'))
        source = str(connection.execute(text("SELECT current_schema()")).scalar())
    try:
        rehearsed = Database(database.url.update_query_dict({"options": f"-csearch_path={schema}"}))
        migrate.upgrade(rehearsed)
        one_state = rehearsed.engine.execution_options(isolation_level="REPEATABLE READ")
        with one_state.connect() as connection:
            for table in SQLModel.metadata.sorted_tables:
                if table.name not in _OF_FILES:
                    _copy_table(connection, table, source)
            connection.commit()
        yield rehearsed
    finally:
        with database.engine.begin() as connection:
            connection.execute(text(f'DROP SCHEMA "{schema}" CASCADE'))


def _copy_table(connection: Connection, table: Table, source: str) -> None:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    connection.execute(
        text(
            f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM "{source}"."{table.name}"'
        )
    )
    if table.autoincrement_column is not None:
        key = table.autoincrement_column.name
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', '{key}'),"
                f' (SELECT coalesce(max("{key}"), 0) + 1 FROM "{table.name}"), false)'
            )
        )
