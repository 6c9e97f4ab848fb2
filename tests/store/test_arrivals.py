"""What arrives is inserted once, in short transactions, and names its identities."""

import sqlite3

import polars as pl
import psycopg
import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from prospector.store import adding_sqlite, arrivals, inserting, runs
from prospector.store.arrivals import Arrivals, Origin, Taken
from prospector.store.database import Database
from tests.collect import kit
from tests.collect.thinking import ready


def batch(count: int, first: int = 0) -> Arrivals:
    rows: list[dict[str, str | None]] = [
        {
            "email": f"p{n}@acme{n % 3}.example",
            "title": "COO",
            "kind": None if n % 5 == 0 else "post_liked",
            "occurred_at": "2026-11-02",
            "subject": f"s{n}",
            "tools": "a; b",
            "colour": "red",
        }
        for n in range(first, first + count)
    ]
    frames = ready(*rows).frames
    return Arrivals(frames.people, frames.companies, frames.sightings, frames.signals)


def take(database: Database, found: Arrivals, where: Origin) -> Taken:
    with arrivals.desk(database) as desk:
        return arrivals.take(desk, found, where)


def origin(database: Database) -> Origin:
    return Origin(runs.begin(database, "collect", now=kit.NOW), "generic", "f.csv")


def test_it_inserts_once_and_counts_what_was_new(database: Database) -> None:
    where = origin(database)
    assert take(database, batch(20), where) == Taken(signals=16, updates=4)
    assert take(database, batch(20), where) == Taken(signals=0, updates=0)
    assert take(database, batch(10, first=15), where) == Taken(signals=4, updates=1)
    assert len(kit.sightings(database)) == 25
    # A few of them known: nobody asks which.
    assert take(database, batch(10, first=23), where) == Taken(signals=6, updates=2)
    (found,) = [row for row in kit.signals(database) if row["subject"] == "s1"]
    assert (found["person"], found["account"]) == ("p1@acme1.example", "acme1.example")
    assert found["attributes"] == {"colour": "red"}


def test_it_refers_to_nobody_who_was_erased_meanwhile(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased: list[str] = []

    def erase(_connection: Connection) -> None:
        # Between two transactions of the import: after its people were looked up.
        if kit.sightings(database) and not erased:
            erased.append("everybody")
            with database.write() as session:
                for table in ("sighting", "identity"):
                    session.execute(text(f"DELETE FROM {table}"))

    monkeypatch.setattr(adding_sqlite, "move_log", erase)
    where = origin(database)
    refused = (sqlite3.IntegrityError, IntegrityError, psycopg.errors.ForeignKeyViolation)
    with pytest.raises(refused, match=r"(?i)foreign key"):
        take(database, batch(20), where)
    assert (erased, kit.signals(database)) == (["everybody"], [])
    assert take(database, batch(20), where).signals == 16


def test_it_meets_people_anew_who_were_erased_between_two_batches(database: Database) -> None:
    where = origin(database)
    with arrivals.desk(database) as desk:
        assert arrivals.take(desk, batch(20), where).signals == 16
        with database.write() as session:
            for table in ("sighting", "signal", "identity"):
                session.execute(text(f"DELETE FROM {table}"))
        # The same rows, and some more: neither the people nor the signals are there any longer.
        assert arrivals.take(desk, batch(25), where).signals == 20
    with database.read() as session:
        strangers = (
            "SELECT count(*) FROM signal s LEFT JOIN identity i ON i.id = s.person_identity_id"
        )
        assert session.scalar(text(f"{strangers} WHERE i.id IS NULL")) == 0


def test_it_works_in_chunks_of_some_rows_per_transaction(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inserting, "FIRST_ROWS", 3)
    monkeypatch.setattr(inserting, "MOST_ROWS", 3)
    commits: list[object] = []

    def count(connection: Connection) -> None:
        commits.append(connection)

    event.listen(database.engine, "commit", count)
    assert take(database, batch(10), origin(database)) == Taken(signals=8, updates=2)
    assert len(commits) > 10


def test_it_takes_nothing_from_an_empty_batch(database: Database) -> None:
    nothing = Arrivals(*(frame.clear() for frame in batch(1)))
    assert take(database, nothing, origin(database)) == Taken(0, 0)


def test_it_leaves_no_temporary_table_behind(database: Database) -> None:
    where = origin(database)
    take(database, batch(3), where)
    with database.read() as session, pytest.raises(Exception, match="in_signals"):
        session.execute(text('SELECT * FROM "in_signals"'))


def test_it_gives_ids_in_the_order_of_the_rows(database: Database) -> None:
    take(database, batch(50), origin(database))
    with database.read() as session:
        subjects = session.execute(text("SELECT subject FROM signal ORDER BY id")).scalars().all()
    assert subjects == [f"s{n}" for n in range(50) if n % 5]
    assert isinstance(batch(1).people, pl.DataFrame)


def test_it_lets_one_importer_at_a_time_give_ids(database: Database) -> None:
    where = origin(database)
    if database.dialect == "sqlite":  # has one writer anyway
        assert take(database, batch(3), where).signals == 2
        return
    with database.engine.connect() as other, arrivals.desk(database) as desk:
        other.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": arrivals._LOCK})
        desk.execute(text("SET lock_timeout = '200ms'"))
        desk.commit()
        with pytest.raises(OperationalError, match="lock timeout"):
            arrivals.take(desk, batch(3), where)
        other.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": arrivals._LOCK})
        assert arrivals.take(desk, batch(3), where).signals == 2
