"""What tests of lock orders share: PostgreSQL, and waiting until another connection waits."""

import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from prospector.store.database import Database, open_database
from tests import postgres

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@contextmanager
def rows_locked(workspace: Path) -> Iterator[Database]:
    """A store that locks rows, not the whole of it as SQLite does."""
    database = open_database(postgres.new_database(), workspace)
    try:
        yield database
    finally:
        database.dispose()


def until_it_waits(database: Database, other: Future[Any]) -> None:  # Any: whatever it returns
    """Return when the other one waits for a row that is locked, or is done."""
    limit = time.monotonic() + 120
    while not other.done():
        assert time.monotonic() < limit
        with database.read() as session:
            if session.execute(_WAITING).scalar():
                return
        time.sleep(0.01)
