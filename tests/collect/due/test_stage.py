"""Feeds run when they are due, once a slot; what another process runs is waited for."""

import threading
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from prospector import app
from prospector.collect import collect
from prospector.collect.due import stage
from prospector.collect.due.stage import reap, run_due
from prospector.collect.terms import Terms
from prospector.errors import FeedUnavailable, NotFound
from prospector.store import leases, slots
from prospector.store.database import Database
from prospector.tables import FeedSlot, SlotStatus
from tests.collect import kit
from tests.collect.running import NOW, Clock, Server, expire, feeds, ledger, runner
from tests.fetch.net import Patience

HOURLY = {"cron": "0 * * * *"}


def kept(slot: FeedSlot) -> tuple[object, ...]:
    return slot.slot_at, slot.status, slot.attempt, slot.planned


def test_it_runs_what_is_due_and_what_has_no_schedule(database: Database, tmp_path: Path) -> None:
    server = Server()
    mine = runner(database, feeds(hourly=HOURLY, now=None), tmp_path, server=server)
    first = collect(mine, now=NOW)
    assert (first.feeds, first.taken, first.errors, first.not_due) == (2, 2, (), ())
    again = collect(mine, now=NOW + timedelta(minutes=59))
    assert (again.rows, again.not_due) == (1, ("hourly",))
    assert [kept(slot) for slot in ledger(database, "hourly")] == [(NOW, "done", 1, True)]
    assert [slot.planned for slot in ledger(database, "now")] == [False, False]
    assert collect(mine, now=NOW + timedelta(hours=1)).not_due == ()


def test_it_runs_a_named_feed_whatever_its_schedule(database: Database, tmp_path: Path) -> None:
    mine = runner(database, feeds(hourly=HOURLY), tmp_path, server=Server())
    for _ in range(3):  # under --as-of, at one and the same instant
        assert collect(mine, ["hourly"], now=NOW).taken == 1
    moments = [slot.slot_at - NOW for slot in ledger(database)]
    assert moments == [timedelta(microseconds=n) for n in range(3)]
    # Done by hand at that time, the slot needs not be run.
    assert collect(mine, now=NOW + timedelta(minutes=1)).not_due == ("hourly",)
    with pytest.raises(NotFound, match="no feed 'daily'"):
        collect(mine, ["daily"], now=NOW)


def test_it_tells_of_a_named_feed_that_has_no_file(database: Database, tmp_path: Path) -> None:
    rules = kit.ruleset(feeds={"feeds": {"none": {"path": "no.csv", "origin": "x"}}})
    mine = runner(database, rules, tmp_path)
    assert "no such file" in collect(mine, ["none"], now=NOW).errors[0]
    assert collect(mine, now=NOW).errors == ()


def test_it_catches_up_with_the_latest_slot(database: Database, tmp_path: Path) -> None:
    mine = runner(database, feeds(hourly=HOURLY), tmp_path, server=Server())
    collect(mine, now=NOW)
    collect(mine, now=NOW + timedelta(hours=5, minutes=10))
    latest = ledger(database)[-1]
    assert (latest.slot_at, latest.counts["missed"]) == (NOW + timedelta(hours=5), 4)
    assert len(ledger(database)) == 2


def test_it_catches_up_with_all_slots_in_order(database: Database, tmp_path: Path) -> None:
    every = feeds(hourly={**HOURLY, "catch_up": "all"})
    mine = runner(database, every, tmp_path, server=Server())
    collect(mine, now=NOW)
    assert collect(mine, now=NOW + timedelta(hours=5)).taken == 5
    assert [slot.status for slot in ledger(database)] == ["done"] * 6


def test_it_catches_up_with_none_and_says_so(database: Database, tmp_path: Path) -> None:
    none = feeds(hourly={**HOURLY, "catch_up": "none"})
    mine = runner(database, none, tmp_path, server=Server())
    collect(mine, now=NOW)
    assert collect(mine, now=NOW + timedelta(hours=5, minutes=10)).not_due == ("hourly",)
    skipped = ledger(database)[-1]
    assert (skipped.status, skipped.counts) == ("skipped", {"missed": 5})
    assert collect(mine, now=NOW + timedelta(hours=6)).taken == 1


def test_it_runs_no_slot_twice_when_the_clock_jumps(database: Database, tmp_path: Path) -> None:
    clock = Clock()
    mine = runner(database, feeds(hourly=HOURLY), tmp_path, server=Server(), clock=clock)
    jumps = [1, 1, -1, 25, -24, -1, 960, -960, 2, 1]
    for hours in jumps:
        collect(mine, now=clock.turn(hours=hours))
    found = ledger(database)
    assert {slot.attempt for slot in found} == {1}
    assert {slot.status for slot in found} == {"done"}
    # After the wild jump it goes on where it was, hour by hour.
    assert NOW + timedelta(hours=4) in [slot.slot_at for slot in found]


def test_it_tries_again_what_failed_and_later_each_time(database: Database, tmp_path: Path) -> None:
    def fail() -> None:
        raise FeedUnavailable("no answer")

    server = Server(fail)
    daily = feeds(daily={"cron": "0 8 * * *", "zone": "UTC"})
    mine = runner(database, daily, tmp_path, server=server, terms=Terms(attempts=3))
    for minute in range(20):
        collect(mine, now=NOW + timedelta(minutes=minute, seconds=1))
    (slot,) = ledger(database)
    assert kept(slot) == (NOW, "failed", 3, True)
    assert (slot.retry_at, slot.error) == (None, "feed daily: no answer")
    assert server.asked == 3
    server.first = lambda: None
    assert collect(mine, now=NOW + timedelta(days=1)).taken == 1


def test_it_does_not_try_an_old_slot_again_when_a_newer_is_due(
    database: Database, tmp_path: Path
) -> None:
    def fail() -> None:
        raise FeedUnavailable("no answer")

    server = Server(fail)
    mine = runner(database, feeds(hourly=HOURLY), tmp_path, server=server)
    collect(mine, now=NOW)
    server.first = lambda: None
    collect(mine, now=NOW + timedelta(hours=1))
    assert [kept(slot)[1:3] for slot in ledger(database)] == [("failed", 1), ("done", 1)]
    assert [slot.retry_at for slot in ledger(database)] == [None, None]


def test_it_takes_over_from_a_process_that_died(database: Database, tmp_path: Path) -> None:
    clock = Clock()
    rules = feeds(hourly=HOURLY)
    dead = runner(database, rules, tmp_path, clock=clock, owner="elsewhere:1:a")
    with database.write() as session:  # it claims, begins, and is heard of no more
        lease = leases.claim(session, "hourly", dead.owner, dead.terms.lease, clock=clock())
        assert lease is not None
        assert slots.begin(session, lease, NOW, now=NOW)
    mine = runner(database, rules, tmp_path, server=Server(), clock=clock)
    assert list(run_due(mine, "hourly", now=clock.turn(seconds=59))) == []
    assert reap(mine, now=clock()) == []
    expire(database)
    (lost,) = reap(mine, now=clock())
    assert (lost.feed, lost.slot_at, lost.attempt, lost.retry_at) == ("hourly", NOW, 1, clock())
    assert [report.taken for report in run_due(mine, "hourly", now=clock())] == [1]
    assert [kept(slot) for slot in ledger(database)] == [(NOW, "done", 2, True)]


def test_it_waits_for_who_runs_a_feed(database: Database, tmp_path: Path) -> None:
    running, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        running.set()
        assert go_on.wait(60)

    said: list[str] = []

    def tell(message: str) -> None:
        said.append(message)
        go_on.set()

    rules = feeds(hourly=HOURLY)
    theirs = runner(database, rules, tmp_path, server=Server(hold), owner="theirs")
    thread = threading.Thread(target=lambda: collect(theirs, now=NOW))
    thread.start()
    assert running.wait(60)
    left_to_it = runner(database, rules, tmp_path, owner="scheduler")
    assert list(run_due(left_to_it, "hourly", now=NOW)) == []
    mine = runner(database, rules, tmp_path, owner="mine", tell=tell)
    found = collect(mine, now=NOW)
    thread.join()
    assert said == ["feed hourly: theirs is running it; waiting until it is done"]
    assert (found.rows, found.errors) == (0, ())
    assert [kept(slot) for slot in ledger(database)] == [(NOW, SlotStatus.DONE, 1, True)]


def test_it_says_who_runs_a_feed_that_does_not_come_free(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = {"path": "in", "origin": "x", "timeout": "1 s"}
    rules = kit.ruleset(feeds={"feeds": {"shop": shop}})
    terms = Terms(lease=timedelta(minutes=10))
    mine = runner(database, rules, tmp_path, terms=terms, clock=app.now)
    with database.write() as session:
        assert leases.claim(session, "shop", "theirs", terms.lease, clock=app.now())
    patience = Patience()
    monkeypatch.setattr(
        stage, "time", SimpleNamespace(monotonic=patience.ticks, sleep=patience.sleep)
    )
    monkeypatch.setattr(stage, "_LOOK_AGAIN", 300)
    found = collect(mine, now=NOW)
    assert patience.passed == 1_500  # more than the time-out and two leases
    assert found.errors == ("feed shop: not run, since theirs is still running it",)
