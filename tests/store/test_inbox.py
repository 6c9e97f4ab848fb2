"""The inbox: each item once, a contradiction kept beside it, a refused row alone."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from prospector.columns import to_micros
from prospector.errors import StoreError
from prospector.store import inbox
from prospector.store.database import BUSY_TIMEOUT_MS, Database, open_database
from prospector.store.inbox import Fate, Item

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def item(key: str | None = "1", body: str = '{"a": 1}', feed: str = "site") -> Item:
    return inbox.make_item(feed, key, body, {"webhook-id": "w"}, to_micros(NOW))


def keep(database: Database, *items: Item) -> list[Fate]:
    with inbox.desk(database) as connection:
        return inbox.keep(connection, items)


def rows(database: Database, columns: str) -> list[tuple[object, ...]]:
    with database.read() as session:
        return [
            tuple(row) for row in session.execute(text(f"SELECT {columns} FROM inbox ORDER BY id"))
        ]


def test_it_keeps_an_item_once_and_says_when_it_was_seen(database: Database) -> None:
    assert keep(database, item()) == [Fate.ACCEPTED]
    assert keep(database, item(), item("2")) == [Fate.SEEN, Fate.ACCEPTED]
    assert keep(database, item("3"), item("3")) == [Fate.ACCEPTED, Fate.SEEN]
    assert rows(database, "feed, key, status") == [
        ("site", key, "waiting") for key in ("1", "2", "3")
    ]
    assert keep(database, item(feed="other")) == [Fate.ACCEPTED]


def test_it_keeps_another_body_of_the_same_id_apart_once(database: Database) -> None:
    other = item(body='{"a": 2}')
    assert keep(database, item(), other) == [Fate.ACCEPTED, Fate.CONFLICT]
    assert keep(database, other, other, item("2")) == [Fate.CONFLICT, Fate.CONFLICT, Fate.ACCEPTED]
    assert rows(database, "key, body, status, times") == [
        ("1", '{"a": 1}', "waiting", 1),
        (f"1#{other.body_hash}", '{"a": 2}', "conflict", 3),
        ("2", '{"a": 1}', "waiting", 1),
    ]
    with database.read() as session:
        assert inbox.counts(session) == (2, 1, NOW)


def test_it_names_an_item_without_id_by_its_body_and_a_long_id_by_its_hash(
    database: Database,
) -> None:
    assert keep(database, item(None), item(None), item(None, "{}")) == [
        Fate.ACCEPTED,
        Fate.SEEN,
        Fate.ACCEPTED,
    ]
    assert keep(database, item("x" * 9_000), item("x" * 9_001)) == [Fate.ACCEPTED] * 2
    assert all(len(str(key)) == 64 for (key,) in rows(database, "key"))


def test_it_loses_no_neighbour_of_a_row_the_database_refuses(database: Database) -> None:
    unwritable = item("bad")._replace(body="half of a pair \ud800")
    unreadable = item("bad")._replace(headers="{")  # SQLite does not look into it
    bad = unwritable if database.dialect == "sqlite" else unreadable
    for poison in (bad, unwritable):
        inbox_was = rows(database, "key")
        names = [f"{len(inbox_was)}", f"{len(inbox_was) + 1}"]
        assert keep(database, item(names[0]), poison, item(names[1])) == [
            Fate.ACCEPTED,
            Fate.REFUSED,
            Fate.ACCEPTED,
        ]
    assert rows(database, "key") == [("0",), ("1",), ("2",), ("3",)]


def test_it_begins_anew_after_the_database_was_away(database: Database) -> None:
    with inbox.desk(database) as connection:
        inbox.keep(connection, [item("1")])
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.close()
        with pytest.raises(StoreError):
            inbox.keep(connection, [item("2")])
        assert inbox.keep(connection, [item("2")]) == [Fate.ACCEPTED]
    assert rows(database, "key") == [("1",), ("2",)]


def test_it_gives_one_of_many_senders_of_one_item_the_first_place(database: Database) -> None:
    found: list[Fate] = []
    threads = [
        threading.Thread(target=lambda: found.extend(keep(database, item(), item("2"))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [Fate.ACCEPTED] * 2 + [Fate.SEEN] * 14


def test_it_marks_an_item_taken_once_and_counts_it_under_its_day(database: Database) -> None:
    keep(database, item("1"), item("2"))
    with database.read() as session:
        ids = [found.id for found in inbox.waiting(session, "site", 10)]
    with database.write() as session:
        run_id, file_id = inbox.day_file(session, "site", "generic", NOW)
        assert inbox.day_file(session, "site", "generic", NOW) == (run_id, file_id)
        assert inbox.day_file(session, "site", "generic", NOW + timedelta(days=1)) != (
            run_id,
            file_id,
        )
        assert inbox.mark_taken(session, ids, run_id=run_id) == 2
        assert inbox.mark_taken(session, ids, run_id=run_id) == 0
        for _ in range(2):
            inbox.add_counts(session, run_id, file_id, {"rows": 2, "taken": 1}, NOW)
    with database.read() as session:
        assert inbox.waiting(session, "site", 10) == []
        assert session.execute(text("SELECT rows, taken FROM import_file ORDER BY id")).first() == (
            4,
            2,
        )


def test_it_forgets_old_items_that_wait_no_more(database: Database) -> None:
    keep(database, item("1"), item("1", "{}"), item("2"))
    with database.write() as session:
        run_id, _ = inbox.day_file(session, "site", "generic", NOW)
        first = inbox.waiting(session, "site", 1)[0].id
        inbox.mark_taken(session, [first], run_id=run_id)
        assert inbox.outdated(session, NOW, 10) == []
        assert inbox.outdated(session, NOW + timedelta(days=1), 1) == [first]
        inbox.forget(session, inbox.outdated(session, NOW + timedelta(days=1), 10))
    assert rows(database, "key") == [("2",)]


def test_it_forgets_old_items_behind_those_that_wait_for_ever(database: Database) -> None:
    keep(database, item("1", feed="gone"), item("2", feed="gone"), item("3"), item("4", "{}"))
    with database.write() as session:
        taken = [one.id for one in inbox.waiting(session, "site", 10)]
        inbox.mark_taken(session, taken, run_id=None)
        assert inbox.outdated(session, NOW + timedelta(days=1), 2) == taken
        assert inbox.stranded(session, ["site"]) == {"gone": 2}
        assert inbox.stranded(session, ["gone"]) == inbox.stranded(session, ["gone", "site"]) == {}


def test_it_checkpoints_while_nobody_can_write_and_only_then(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "prospector.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = open_database(f"sqlite:///{path}", tmp_path)
    inbox.checkpoint_alone(database)
    with inbox.desk(database) as holder, database.engine.connect() as worker:
        before = path.stat().st_mtime_ns
        inbox.keep(holder, [item(str(number), "x" * 5_000) for number in range(2_000)])
        assert path.stat().st_mtime_ns == before  # all of it is in the log still
        with database.write() as session:
            session.connection()  # takes the lock
            assert not inbox.checkpoint(holder, worker)
        assert inbox.checkpoint(holder, worker)
        assert path.stat().st_mtime_ns > before
        seen = inbox.version(holder)
        assert keep(database, item("another")) == [Fate.ACCEPTED]
        assert inbox.version(holder) != seen
        assert inbox.keep(holder, [item("one more")]) == [Fate.ACCEPTED]
    with database.read() as session:
        log, moved = session.execute(text("PRAGMA wal_checkpoint(PASSIVE)")).one()[1:]
    assert log == moved
    database.dispose()


def test_it_gives_no_connection_back_that_waits_for_nobody(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "prospector.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = open_database(f"sqlite:///{path}", tmp_path)
    keep(database, item())
    with database.engine.connect() as pooled:
        assert pooled.execute(text("PRAGMA busy_timeout")).scalar() == BUSY_TIMEOUT_MS
    database.dispose()
