"""Open the store and hand out short transactions.

One rule for writers on both databases: `Database.write()` takes the write lock first (SQLite's
BEGIN IMMEDIATE), so no transaction ever reads and then finds that it may not write.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from prospector.errors import StoreBusy, StoreError, StoreFull, StoreReadOnly

#: SQLite waits unfairly under contention (measured: 7 s at worst); give up later than that.
BUSY_TIMEOUT_MS = 30_000

#: What PostgreSQL calls it.
_DISK_FULL = "53100"

#: Connections a process opens at most: feeds whose slots come together need two each.
MOST_CONNECTIONS = 50

#: Columnar copies of a store, below its workspace.
FILES = Path(".prospector") / "files"

PRAGMAS = {
    # Before everything else: a store has the pages it was made with.
    "page_size": str(16 * 1024),  # keys that are hashes touch a quarter of the pages (ADR 0029)
    "cache_size": str(-8 * 1024),  # kilobytes: as many pages as SQLite keeps of its own small ones
    "journal_mode": "wal",
    "synchronous": "FULL",  # NORMAL loses acknowledged rows in a power cut (ADR 0008)
    "foreign_keys": "ON",
    "busy_timeout": str(BUSY_TIMEOUT_MS),
    "journal_size_limit": str(64 * 1024 * 1024),
    "temp_store": "MEMORY",
}


class Database:
    """The store: one engine, transactions for readers and writers."""

    def __init__(self, url: URL, files: Path | None = None) -> None:
        self.url = url
        self.dialect = url.get_backend_name()
        #: Where columnar copies of it are; None = nowhere (`store.files`).
        self.files = files
        self.engine = _engine(url)
        self._writers = self.engine.execution_options(takes_write_lock=True)
        self._readers = self.engine
        if self.dialect == "postgresql":
            self._readers = self.engine.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the store and writes nothing."""
        with _plain_errors(), Session(self._readers, info={"files": self.files}) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in one write transaction: committed at the end, or not at all.

        Keep it under 100 ms: think before it, not in it.
        """
        with (
            _plain_errors(),
            Session(self._writers, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def staging(self) -> Iterator[Connection]:
        """A connection whose temporary tables live across several short transactions.

        Use `writing(connection)` for each of them.
        """
        with _plain_errors(), self.engine.connect() as connection:
            try:
                yield connection
            finally:
                connection.rollback()
                # Temporary tables belong to the connection: a pooled one would keep them.
                connection.invalidate()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


@contextmanager
def writing(connection: Connection) -> Iterator[Connection]:
    """One write transaction on a staging connection."""
    connection.rollback()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("ROLLBACK")  # the deferred BEGIN that `begin` just sent
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def open_database(address: str, workspace: Path) -> Database:
    """The store at a SQLAlchemy address; empty = prospector.db in the workspace.

    Raises:
        StoreError: the address cannot be understood or its driver is missing.
    """
    try:
        url = make_url(address or f"sqlite:///{workspace / 'prospector.db'}")
        if url.get_backend_name() == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise StoreError(
                f"database_url: {url.drivername} is not supported; use sqlite or postgresql"
            )
        return Database(url, workspace / FILES)
    except ArgumentError:
        raise StoreError("database_url: not an address; use postgresql://user@host/name") from None
    except ModuleNotFoundError as error:
        raise StoreError(
            f"{error.name} is missing: pip install 'intent-prospector[postgres]'"
        ) from None


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, max_overflow=MOST_CONNECTIONS - 5)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        max_overflow=MOST_CONNECTIONS - 5,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions by itself: `_begin_sqlite` does.
    connection.isolation_level = None
    for name, value in PRAGMAS.items():
        try:
            connection.execute(f"PRAGMA {name} = {value}")
        except sqlite3.OperationalError:
            if name != "journal_mode":  # a read-only file can be read in the mode it has
                raise


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("takes_write_lock", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Say what an operator can do instead of what the driver felt."""
    try:
        yield
    except Exception as error:
        driver = getattr(error, "orig", error)  # bulk inserts ask the driver itself
        # A full disk ends the transaction: what comes after it misses its savepoint.
        if any(map(_is_full, _behind(error))):
            raise StoreFull(
                "no space is left for the database: free some, then run this again; what was saved is kept"
            ) from error
        if not isinstance(error, OperationalError | sqlite3.OperationalError):
            raise
        message = str(driver)
        if "readonly" in message or "read-only" in message:
            raise StoreReadOnly(
                "the database is read-only: make prospector.db and its folder writable"
            ) from error
        if "locked" in message:
            raise StoreBusy(
                "another process has held the write lock for 30 s: stop it, then run again"
            ) from error
        if "disk I/O error" in message:
            raise StoreError(
                f"the disk of the database cannot be read or written ({_name_of(driver)}): see that it is there, whole and not full"
            ) from error
        if "unable to open" in message:
            raise StoreError(
                "cannot open the database: its folder is missing or not writable"
            ) from error
        if getattr(error, "connection_invalidated", False) or "connection" in message:
            raise StoreError(
                f"cannot reach the database: {message.strip().splitlines()[0]}"
            ) from error
        raise


def _behind(error: BaseException) -> Iterator[BaseException]:
    """What drivers said, from an error to the one that it all began with."""
    found: BaseException | None = error
    while found is not None:
        yield getattr(found, "orig", found)
        found = found.__context__


def _is_full(driver: BaseException) -> bool:
    """Whether a disk has no room: also when SQLite finds none for the index of its log."""
    return (
        getattr(driver, "sqlstate", None) == _DISK_FULL
        or _name_of(driver) == "SQLITE_IOERR_SHMSIZE"
        or "disk is full" in str(driver)
    )


def _name_of(driver: BaseException) -> str:
    """What SQLite calls an error."""
    return str(getattr(driver, "sqlite_errorname", ""))


def facts(database: Database) -> dict[str, Any]:
    """The store's version and settings as they really are (Any: what the database answers)."""
    with database.read() as session:
        if database.dialect == "postgresql":
            names = ("server_version", "synchronous_commit", "fsync")
            return {name: session.execute(text(f"SHOW {name}")).scalar() for name in names}
        found: dict[str, Any] = {"sqlite_version": sqlite3.sqlite_version}
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            found[name] = session.execute(text(f"PRAGMA {name}")).scalar()
        return found
