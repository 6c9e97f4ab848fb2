"""Rows not taken, until they are."""

from datetime import timedelta

import pytest

from prospector.errors import NotFound
from prospector.store import imports, rejects, runs
from prospector.store.database import Database
from prospector.store.rejects import Wanted
from prospector.tables import RejectStatus
from tests.collect import kit
from tests.store.test_imports import file


def keep(database: Database, count: int, feed: str = "f") -> int:
    """Some rejects of one file; returns the run's id."""
    run_id = runs.begin(database, "collect", now=kit.NOW)
    with database.write() as session:
        file_id = imports.begin(session, file(run_id))
        rows: list[dict[str, object]] = [
            {
                "run_id": run_id,
                "import_file_id": file_id,
                "feed": feed,
                "file": "a.csv",
                "line": line,
                "raw": f"raw {line}",
                "header": "email\n",
                "code": "ragged" if line % 2 else "bad_date",
                "detail": "why",
                "received_at": kit.NOW,
                "status": RejectStatus.OPEN,
            }
            for line in range(2, 2 + count)
        ]
        rejects.add(session, rows)
        rejects.add(session, [])
    return run_id


def test_it_lists_and_counts_what_is_wanted(database: Database) -> None:
    keep(database, 4)
    keep(database, 2, feed="g")
    with database.read() as session:
        assert [row.line for row in rejects.find(session, Wanted(feed="f"))] == [2, 3, 4, 5]
        assert len(rejects.find(session, Wanted(), limit=5)) == 5
        assert rejects.count(session, Wanted(code="ragged")) == 3
        assert rejects.count(session, Wanted(feed="g", status=None)) == 2
        assert rejects.count(session, Wanted(file="a.csv", since=kit.NOW)) == 6
        assert rejects.count(session, Wanted(file=".csv")) == 0
        assert rejects.count(session, Wanted(since=kit.NOW + timedelta(seconds=1))) == 0
        first = rejects.find(session, Wanted())[0]
        assert rejects.mended(session, [first.id or 0, 999]) == {first.id: "raw 2"}
        assert rejects.get(session, first.id or 0).raw == "raw 2"
        assert [row.id for row in rejects.find(session, Wanted(ids=(first.id or 0,)))] == [first.id]
        assert rejects.open_texts(session, "g") == {"raw 2": 1, "raw 3": 1}
        with pytest.raises(NotFound, match="no reject 999"):
            rejects.get(session, 999)


def test_it_knows_the_feeds_of_which_anything_came(database: Database) -> None:
    run_id = keep(database, 1)
    with database.write() as session:
        row: dict[str, object] = {
            "run_id": run_id, "feed": "hook", "file": "request", "line": 1, "raw": "{}",
            "code": "bad_date", "detail": "why", "received_at": kit.NOW, "status": "open",
        }  # fmt: skip
        rejects.add(session, [row])
    with database.read() as session:
        assert rejects.feeds(session) == {"f", "hook"}


def test_it_settles_a_reject_once(database: Database) -> None:
    run_id = keep(database, 3)
    with database.read() as session:
        ids = [row.id or 0 for row in rejects.find(session, Wanted())]
    with database.write() as session:
        assert rejects.settle(session, ids[:2], run_id=run_id) == 2
        assert rejects.settle(session, ids, run_id=run_id) == 1
        assert rejects.settle(session, [], run_id=run_id) == 0
        rejects.refuse_again(session, ids[0], code="x", detail="x")
    with database.read() as session:
        found = rejects.get(session, ids[0])
        assert (found.status, found.replayed_run_id, found.code) == (
            RejectStatus.REPLAYED,
            run_id,
            "bad_date",
        )


def test_it_knows_what_the_same_file_settles(database: Database) -> None:
    keep(database, 3)
    with database.read() as session:
        assert len(rejects.settled(session, "f", "s", still={3})) == 2
        assert rejects.settled(session, "f", "another", still=set()) == []
