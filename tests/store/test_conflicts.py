"""Contradictions of webhooks: both bodies, one decision, by whom and when."""

import threading
from datetime import timedelta

import pytest

from prospector.errors import NotFound, UsageError
from prospector.store import conflicts, inbox
from prospector.store.conflicts import Verdict
from prospector.store.database import Database
from tests.store.test_inbox import NOW, item, keep

LATER = NOW + timedelta(hours=1)


def second(database: Database, key: str = "o#1", feed: str = "site") -> int:
    """Post an item, and another body under its id; the number of the second."""
    keep(database, item(key, feed=feed), item(key, '{"a": 2}', feed))
    with database.read() as session:
        return conflicts.find(session, feed)[-1].id


def decide(database: Database, number: int, verdict: Verdict, actor: str) -> None:
    with database.write() as session:
        conflicts.decide(session, number, verdict, actor=actor, now=LATER)


def test_it_shows_both_bodies_and_how_often_the_second_came(database: Database) -> None:
    number = second(database)
    keep(database, item("o#1", '{"a": 2}'), item("o#1", '{"a": 3}'), item("2"))
    other = second(database, feed="shop")
    with database.read() as session:
        found, third = conflicts.find(session, "site")
        assert [one.id for one in conflicts.find(session)] == [number, third.id, other]
        assert [one.id for one in conflicts.find(session, limit=1)] == [number]
        assert conflicts.undecided(session) == {"shop": 1, "site": 2}
        assert conflicts.get(session, number) == found
        first = inbox.waiting(session, "site", 1)[0].id
        for absent in (first, 99):
            with pytest.raises(NotFound, match=f"no conflict {absent}: `prospector rejects conf"):
                conflicts.get(session, absent)
    assert (found.key, found.times, found.first, found.second) == (
        "o#1", 2, '{"a": 1}', '{"a": 2}',
    )  # fmt: skip
    assert (found.received_at, found.first_at, found.verdict) == (NOW, NOW, None)
    assert (third.first, third.second, third.times) == ('{"a": 1}', '{"a": 3}', 1)


@pytest.mark.parametrize(
    ("verdict", "other"), [(Verdict.TAKE, Verdict.DROP), (Verdict.DROP, Verdict.TAKE)]
)
def test_it_is_decided_once_and_says_by_whom(
    database: Database, verdict: Verdict, other: Verdict
) -> None:
    number = second(database)
    decide(database, number, verdict, "alice")
    decide(database, number, verdict, "bob")  # nothing new
    words = "taken" if verdict is Verdict.TAKE else "dropped"
    with pytest.raises(UsageError, match=f"{words} by alice on 2026-11-20"):
        decide(database, number, other, "bob")
    with database.read() as session:
        assert conflicts.find(session) == []
        assert conflicts.undecided(session) == {}
        assert inbox.counts(session).conflicts == 0
        (found,) = conflicts.find(session, decided=True)
        waiting = [one.id for one in inbox.waiting(session, "site", 10) if one.is_apart]
    assert (found.verdict, found.decided_by, found.decided_at) == (verdict, "alice", LATER)
    assert waiting == ([number] if verdict is Verdict.TAKE else [])
    keep(database, item("o#1", '{"a": 2}'))  # once more: it stays decided
    with database.read() as session:
        assert conflicts.find(session) == []
        assert conflicts.get(session, number).times == 2


def test_it_is_decided_by_one_of_many(database: Database) -> None:
    number = second(database)
    found: list[bool] = []

    def one(verdict: Verdict) -> None:
        try:
            decide(database, number, verdict, verdict)
        except UsageError:
            found.append(False)
        else:
            found.append(True)

    threads = [threading.Thread(target=one, args=(verdict,)) for verdict in Verdict]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False, True]


def test_it_shows_the_second_alone_when_the_first_is_forgotten(database: Database) -> None:
    number = second(database)
    with database.write() as session:
        inbox.forget(session, [one.id for one in inbox.waiting(session, "site", 10)])
    with database.read() as session:
        found = conflicts.get(session, number)
    assert (found.first, found.first_at, found.second) == (None, None, '{"a": 2}')
