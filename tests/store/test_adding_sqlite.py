"""Rows go into SQLite: references are checked, the log stays short."""

import sqlite3
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from prospector.store import adding_sqlite, arrivals, inserting
from prospector.store.database import Database, open_database
from tests.store.test_inserting import IDENTITIES, identities, stored


def test_it_refuses_a_row_of_a_person_who_is_not_there(database: Database) -> None:
    frame = identities("a").with_columns(lead_id=pl.lit(99, dtype=pl.Int64))
    refused = pytest.raises((sqlite3.IntegrityError, IntegrityError), match=r"(?i)foreign key")
    with arrivals.desk(database) as connection, refused:
        inserting.insert(connection, IDENTITIES, frame)
    assert stored(database) == []


def test_it_takes_ids_at_their_word_until_another_one_writes(
    tmp_path: Path, sqlite_template: Path
) -> None:
    (tmp_path / "prospector.db").write_bytes(sqlite_template.read_bytes())
    database = open_database("", tmp_path)
    told = identities("a").with_columns(lead_id=pl.lit(99, dtype=pl.Int64))
    refused = pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY")
    with arrivals.desk(database) as connection:
        with adding_sqlite.looking_up(connection):
            inserting.insert(connection, IDENTITIES, told)  # nobody looks for the lead again
            with database.write() as session:  # as an erasure would
                session.execute(text("DELETE FROM identity"))
            with refused:
                inserting.insert(connection, IDENTITIES, told)
            with refused:
                inserting.insert(connection, IDENTITIES, told)
        # What is looked up after that is in the store as it is now.
        with adding_sqlite.looking_up(connection):
            inserting.insert(connection, IDENTITIES, told)
        with refused:
            inserting.insert(connection, IDENTITIES, identities("b").with_columns(lead_id=99))
    database.dispose()


def test_it_moves_a_long_log_to_the_file_between_transactions(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "prospector.db").write_bytes(sqlite_template.read_bytes())
    database = open_database("", tmp_path)
    log = Path(f"{database.url.database}-wal")
    with arrivals.desk(database) as connection:
        inserting.insert(connection, IDENTITIES, identities("a"))
        size = log.stat().st_size
        inserting.insert(connection, IDENTITIES, identities("b"))
        assert log.stat().st_size > size  # it grows
        monkeypatch.setattr(adding_sqlite, "LOG_BYTES", 0)
        inserting.insert(connection, IDENTITIES, identities("c"))
        size = log.stat().st_size
        for value in "defghij":
            inserting.insert(connection, IDENTITIES, identities(value))
        assert log.stat().st_size <= size  # every one begins it anew
    assert stored(database) == list("abcdefghij")
    database.dispose()
