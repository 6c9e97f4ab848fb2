"""A full disk stops an import with one clear line; nothing saved is lost, and it goes on afterwards."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, text

from prospector.collect import Options, import_files
from prospector.collect.reading import Opened
from prospector.errors import StoreFull
from prospector.store.database import PRAGMAS, Database, open_database
from tests import postgres
from tests.collect import kit

ROWS = 3_000
HEADER = "external_id,kind,occurred_at,email,subject\n"


def listed(folder: Path) -> Path:
    rows = [f"id-{n},met,2026-11-02,p{n}@acme{n % 50}.example,Fair {n}\n" for n in range(ROWS)]
    path = folder / "f.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def small(path: Path, pages: int) -> Database:
    """The store of a file on a disk with room for so many pages."""
    database = open_database(f"sqlite:///{path}", path.parent)

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(database.engine, "connect", limit)
    return database


def ids(database: Database) -> list[str]:
    with database.read() as session:
        return [str(row[0]) for row in session.execute(text("SELECT external_id FROM signal"))]


def test_it_stops_at_a_full_disk_and_goes_on_when_there_is_space(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Opened.tables, "__defaults__", (500,))
    kinds = {**kit.KINDS, "met": {"label": "met"}}
    rules = kit.ruleset(signals={"kinds": kinds, "fields": {}})
    path, store = listed(tmp_path), tmp_path / "prospector.db"
    store.write_bytes(sqlite_template.read_bytes())
    pages = store.stat().st_size // int(PRAGMAS["page_size"])
    before: list[str] = []
    for more in (10, 30, 60):
        database = small(store, pages + more)
        with pytest.raises(StoreFull, match="free some, then run this again"):
            import_files(database, rules, [path], Options(), now=kit.NOW)
        found = ids(database)
        assert set(before) <= set(found)
        assert len(found) < ROWS
        with database.read() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        database.dispose()
        before = found
    assert before
    database = open_database(f"sqlite:///{store}", tmp_path)
    report = import_files(database, rules, [path], Options(), now=kit.NOW)
    assert kit.counts(report) == (ROWS, ROWS - len(before), len(before), 0)
    assert sorted(ids(database)) == sorted(f"id-{n}" for n in range(ROWS))
    database.dispose()


def test_it_understands_what_postgresql_says_then(tmp_path: Path) -> None:
    database = open_database(postgres.new_database(), tmp_path)
    full = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
    with pytest.raises(StoreFull, match="no space is left"), database.write() as session:
        session.execute(text(full))
    database.dispose()
