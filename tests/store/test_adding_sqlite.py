"""Rows go into SQLite: references are checked, the log stays short."""

import sqlite3
from pathlib import Path

import polars as pl
import pytest
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
