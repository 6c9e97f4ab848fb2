"""Bring the store's tables up to this version: one process at a time, whole steps only."""

import contextlib
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from prospector.errors import StoreNewer
from prospector.store.database import Database

_FOLDER = Path(__file__).parent / "migrations"
#: PostgreSQL's advisory locks are numbers; this one is ours.
_LOCK = int.from_bytes(hashlib.sha256(b"prospector.migrate").digest()[:7], "big")


def upgrade(database: Database, revision: str = "head") -> bool:
    """Run the missing migrations under an exclusive lock. True when there were any.

    Raises:
        StoreNewer: a newer prospector wrote this store.
    """
    if revision == "head" and is_current(database):
        return False
    with database.engine.connect() as connection, _exclusive(connection):
        if revision == "head" and _version(connection) == _scripts().get_current_head():
            return False  # another process did it while we waited
        command.upgrade(_config(connection), revision)
        _commit(connection)
    return True


def downgrade(database: Database, revision: str) -> None:
    """Run migrations backwards, down to `revision` ("base" = no tables)."""
    with database.engine.connect() as connection, _exclusive(connection):
        command.downgrade(_config(connection), revision)
        _commit(connection)


def is_current(database: Database) -> bool:
    """Whether the store has every migration of this version.

    Raises:
        StoreNewer: a newer prospector wrote this store.
    """
    with database.read() as session:
        return _version(session.connection()) == _scripts().get_current_head()


def head() -> str:
    """The newest schema version this prospector knows."""
    return _scripts().get_current_head() or "base"


def _version(connection: Connection) -> str | None:
    version = MigrationContext.configure(connection).get_current_revision()
    if version is None:
        return None
    try:
        _scripts().get_revision(version)
    except CommandError:
        raise StoreNewer(
            f"the database has schema {version}, this prospector knows up to {head()}: upgrade prospector"
        ) from None
    return version


@contextlib.contextmanager
def _exclusive(connection: Connection) -> Iterator[None]:
    """Hold off every other process for the whole upgrade, in one transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        connection.commit()
        try:
            yield
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            connection.commit()
        return
    # Batch rebuilds drop tables: with foreign keys on, children would go silently.
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
    connection.execution_options(takes_write_lock=True)
    connection.begin()
    try:
        yield
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys = ON")  # type: ignore[union-attr]


def _commit(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"a migration broke references: {broken[:5]}")
    connection.commit()


@cache
def _scripts() -> ScriptDirectory:
    # They are part of this version: reading each of them again at every command costs more than
    # what most commands do.
    return ScriptDirectory.from_config(_config(None))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
