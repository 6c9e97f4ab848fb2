"""One at a time: stages that write rows of all leads of a store take turns, and a killed one holds nothing up."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from prospector.errors import StoreBusy
from prospector.store.database import Database

#: Seconds that a command waits for another one.
PATIENCE_S = 120.0
_STEP_S = 0.05
#: PostgreSQL: with the schema, the number of the lock.
_LOCK = 0x616C6F6E


@contextmanager
def alone(database: Database, what: str, *, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Keep every other process and thread that asks the same way out; `what` is done.

    Raises:
        StoreBusy: another one is at work still, after so many seconds.
    """
    with (_by_session if database.dialect == "postgresql" else _by_folder)(database) as take:
        for _ in range(int(patience_s / _STEP_S)):
            if take():
                break
            time.sleep(_STEP_S)
        else:
            if not take():
                raise StoreBusy(
                    f"another run is at work: {what} can follow when that one has ended"
                )
        yield


@contextmanager
def _by_folder(database: Database) -> Iterator[Callable[[], bool]]:
    """The folder of the store is locked: its file is not to be opened by anybody but SQLite."""
    handle = os.open(Path(database.url.database or "").absolute().parent, os.O_RDONLY)

    def take() -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    try:
        yield take
    finally:
        os.close(handle)


@contextmanager
def _by_session(database: Database) -> Iterator[Callable[[], bool]]:
    asked = {"lock": _LOCK}
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:

        def take() -> bool:
            statement = "SELECT pg_try_advisory_lock(:lock, hashtext(current_schema()))"
            return bool(connection.execute(text(statement), asked).scalar())

        try:
            yield take
        finally:
            # The lock is the session's, which the server may end a while after its client has gone.
            with suppress(DBAPIError):  # it has ended already, and its lock with it
                connection.execute(text("SELECT pg_advisory_unlock_all()"))
            connection.invalidate()
