"""The store keeps its word on both databases."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from prospector.columns import from_micros
from prospector.errors import StoreError, StoreFull
from prospector.store.database import PRAGMAS, Database, facts, open_database
from prospector.tables import Feed


def test_it_keeps_a_row_and_its_time_to_the_microsecond(database: Database) -> None:
    at = from_micros(1_763_712_000_123_457)
    with database.write() as session:
        session.add(Feed(name="likers", mapping={"name": "fullName"}, updated_at=at))
    with database.read() as session:
        feed = session.exec(select(Feed)).one()
    assert (feed.updated_at, feed.mapping) == (at, {"name": "fullName"})


def test_it_is_durable_by_its_own_account(database: Database) -> None:
    found = facts(database)
    if database.dialect == "sqlite":
        assert (found["journal_mode"], found["synchronous"], found["foreign_keys"]) == ("wal", 2, 1)
    else:
        assert found["synchronous_commit"] == "on"


def test_it_makes_large_pages_and_opens_stores_with_small_ones(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    with sqlite3.connect(old) as small:
        small.execute("CREATE TABLE made_before (id)")
    small.close()
    for name, size in (("old", 4096), ("new", int(PRAGMAS["page_size"]))):
        database = open_database(f"sqlite:///{tmp_path}/{name}.db", tmp_path)
        with database.write() as session:
            session.execute(text("CREATE TABLE thing (id)"))
        with database.read() as session:
            assert session.execute(text("PRAGMA page_size")).scalar() == size
        database.dispose()
    assert int(PRAGMAS["page_size"]) > 4096


@contextmanager
def files_of(size: int) -> Iterator[None]:
    """The kernel lets no file of this process grow beyond a size, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_it_says_what_is_wrong_when_sqlite_only_says_that_the_disk_is(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "prospector.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = open_database(f"sqlite:///{path}", tmp_path)
    # No room for the index of the log: nothing can even be read.
    with files_of(1_000), pytest.raises(StoreFull, match="free some"), database.read() as session:
        session.exec(select(Feed)).all()
    # Room for that, but not for the log.
    at = from_micros(0)
    many = [Feed(name=f"{n}" * 1_000, updated_at=at) for n in range(100)]
    refused = pytest.raises(StoreError, match="SQLITE_IOERR_WRITE")
    with files_of(40_000), refused, database.write() as session:
        session.add_all(many)
    assert facts(database)["journal_mode"] == "wal"
    database.dispose()
