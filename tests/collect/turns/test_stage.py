"""One slot under its lease: results and the end of the slot are committed by the holder alone."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from prospector import app
from prospector.collect import Runner, statuses
from prospector.collect.collector import Answer
from prospector.collect.terms import Terms
from prospector.collect.turns import stage
from prospector.collect.turns.stage import Planned, Ran, run_slot
from prospector.errors import FeedRefused, FeedUnavailable
from prospector.store import leases
from prospector.store.database import Database
from prospector.tables import FeedCursor, Run
from tests.collect import kit
from tests.collect.running import NOW, Server, expire, feeds, ledger, runner
from tests.fetch.net import Patience
from tests.test_scheduler import until

SLOT = Planned(NOW)
RULES = feeds(shop={"cron": "0 * * * *"})


def run(mine: Runner, planned: Planned | None = SLOT, *, stopped: bool = False) -> Ran:
    return run_slot(mine, "shop", planned, now=NOW, stopped=lambda: stopped)


def runs(database: Database) -> list[tuple[str, str | None]]:
    with database.read() as session:
        return [(found.status.value, found.error) for found in session.exec(select(Run))]


def test_it_ends_a_slot_with_what_it_brought_and_frees_the_feed(
    database: Database, tmp_path: Path
) -> None:
    mine = runner(database, RULES, tmp_path, server=Server())
    ran = run(mine, Planned(NOW, missed=2))
    assert ran.report is not None
    assert (ran.report.taken, ran.failed, ran.held_by) == (1, False, None)
    (slot,) = ledger(database)
    assert slot.counts == {"missed": 2, "rows": 1, "taken": 1, "seen": 0, "rejected": 0}
    assert (slot.status, slot.owner, slot.run_id) == ("done", "test", 1)
    assert run(mine) == Ran()  # once is enough
    with database.read() as session:
        assert leases.holders(session, mine.terms.lease, clock=NOW) == {}


class Interrupted(Server):
    """Somebody presses Ctrl-C while a page is waited for."""

    def get(self, *_: Any, **__: Any) -> Answer:
        raise KeyboardInterrupt


@pytest.mark.parametrize("planned", [SLOT, None])
def test_it_puts_a_slot_back_that_somebody_stopped(
    database: Database, tmp_path: Path, planned: Planned | None
) -> None:
    mine = runner(database, RULES, tmp_path, server=Interrupted())
    with pytest.raises(KeyboardInterrupt):
        run(mine, planned)
    (slot,) = ledger(database)
    assert (slot.status, slot.attempt, slot.retry_at is not None) == ("lost", 0, bool(planned))
    with database.read() as session:
        assert leases.holders(session, mine.terms.lease, clock=NOW) == {}


class Pages(Server):
    """Answers with three pages of one new signal, then with none."""

    def get(self, url: str, **_: Any) -> Answer:
        self.asked += 1
        at = {"kind": "purchased", "occurred_at": "2026-11-02", "email": "alice@acme.example"}
        items = [{**at, "external_id": f"o{self.asked}"}] if self.asked <= 3 else []
        return Answer(200, {"content-type": "application/json"}, json.dumps(items).encode(), url)


def test_it_keeps_in_the_ledger_that_it_stopped_at_its_most_pages(
    database: Database, tmp_path: Path
) -> None:
    feed = {
        "collector": "http",
        "url": "https://shop.example/x",
        "origin": "x",
        "paging": {"by": "page", "most": 2},
    }
    rules = kit.ruleset(feeds={"feeds": {"shop": feed}})
    mine = runner(database, rules, tmp_path, server=Pages())
    ran = run(mine, None)
    assert ran.report is not None
    assert (ran.failed, ran.report.stopped_at_page) == (False, {"shop": 2})
    (status,) = statuses(database, rules, mine.zone, now=NOW)
    assert (status.state, status.stopped_at_page, len(status.notes)) == ("ok", 2, 1)
    run(mine, None)  # goes on, and comes to the end
    (status,) = statuses(database, rules, mine.zone, now=NOW)
    assert (status.taken, status.stopped_at_page, status.notes) == (1, None, ())


def test_it_commits_nothing_when_another_process_has_taken_over(
    database: Database, tmp_path: Path
) -> None:
    def lose() -> None:
        expire(database)
        with database.write() as session:
            assert leases.claim(session, "shop", "thief", timedelta(hours=1), clock=NOW)

    mine = runner(database, RULES, tmp_path, server=Server(lose))
    ran = run(mine)
    assert ran.failed
    assert ran.report is not None
    assert ran.report.errors == ("feed shop: another process has taken it over",)
    assert runs(database) == [("failed", "feed shop: another process has taken it over")]
    with database.read() as session:
        assert session.exec(select(FeedCursor)).all() == []
    assert [slot.status for slot in ledger(database)] == ["running"]  # for the reaper


def test_it_would_notice_a_fence_that_is_not_checked(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "check", lambda _session, _lease: None)
    with pytest.raises(AssertionError):
        test_it_commits_nothing_when_another_process_has_taken_over(database, tmp_path)


def test_it_keeps_the_reason_of_a_failure_and_when_to_try_again(
    database: Database, tmp_path: Path
) -> None:
    def fail() -> None:
        raise FeedUnavailable("answers 503")

    mine = runner(database, RULES, tmp_path, server=Server(fail))
    assert run(mine).failed
    assert run(mine, None).failed
    planned, by_hand = ledger(database)
    assert (planned.status, planned.error) == ("failed", "feed shop: answers 503")
    assert planned.retry_at is not None
    assert timedelta(minutes=1) <= planned.retry_at - NOW < timedelta(minutes=2)
    assert (by_hand.planned, by_hand.retry_at) == (False, None)


@pytest.mark.parametrize(("status", "mend"), [(403, "its key"), (None, "it in rules/feeds.yaml")])
def test_it_does_not_try_again_what_is_refused_for_good_and_says_what_to_mend(
    database: Database, tmp_path: Path, status: int | None, mend: str
) -> None:
    def refuse() -> None:
        raise FeedRefused("not for you", status=status)

    mine = runner(database, RULES, tmp_path, server=Server(refuse))
    ran = run(mine)
    assert ran.failed
    assert ran.report is not None
    assert ran.report.refused == ("shop",)
    (slot,) = ledger(database)
    assert (slot.status, slot.retry_at) == ("failed", None)
    (status_of_feed,) = statuses(database, RULES, mine.zone, now=NOW)
    assert status_of_feed.state == "failing"
    assert status_of_feed.why == (
        "not for you (not tried again before its next slot:"
        f" mend {mend}, then `prospector collect shop`)"
    )


def test_it_writes_a_fault_of_ours_down_and_raises_it(database: Database, tmp_path: Path) -> None:
    def fault() -> None:
        raise ZeroDivisionError("of ours")

    mine = runner(database, RULES, tmp_path, server=Server(fault))
    with pytest.raises(ZeroDivisionError):
        run(mine)
    assert ledger(database)[0].error == "ZeroDivisionError: of ours"
    with database.read() as session:
        assert leases.holders(session, mine.terms.lease, clock=NOW) == {}


def test_it_puts_a_slot_back_that_is_stopped(database: Database, tmp_path: Path) -> None:
    mine = runner(database, RULES, tmp_path, server=Server())
    assert not run(mine, stopped=True).failed
    (slot,) = ledger(database)
    assert (slot.status, slot.attempt) == ("lost", 0)
    assert slot.error == "stopped half-way: prospector was shut down"


def test_it_stops_a_run_that_takes_too_long(database: Database, tmp_path: Path) -> None:
    feed = {
        "collector": "http",
        "url": "https://shop.example/x.csv",
        "origin": "x",
        "timeout": "1 s",
    }
    rules = kit.ruleset(feeds={"feeds": {"shop": feed}})
    waited = threading.Event()
    mine = runner(database, rules, tmp_path, server=Server(lambda: waited.wait(1.2)))
    ran = run(mine)
    assert ran.report is not None
    late = "feed shop: stopped after 1 s (timeout); the next run goes on from there"
    assert (ran.report.taken, ran.report.errors) == (1, (late,))
    assert [slot.status for slot in ledger(database)] == ["failed"]


def test_it_stays_alive_while_it_runs_and_no_longer(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = {
        "collector": "http",
        "url": "https://shop.example/x.csv",
        "origin": "x",
        "timeout": "1 s",
    }
    rules = kit.ruleset(feeds={"feeds": {"shop": feed}})
    terms = Terms(lease=timedelta(milliseconds=600))
    patience = Patience()
    monkeypatch.setattr(stage, "time", SimpleNamespace(monotonic=patience.ticks))

    def holder() -> str | None:
        with database.read() as session:
            return leases.holder_of(session, "shop", terms.lease, clock=app.now())

    def ends() -> int:
        with database.read() as session:
            return int(session.execute(text("SELECT lease_until FROM feed_lease")).scalar_one())

    def look() -> None:
        first = ends()
        until(lambda: ends() > first + terms.lease / timedelta(microseconds=1))
        assert holder() == "test"  # two leases long
        patience.sleep(2)  # longer than it may take
        until(lambda: holder() is None)

    mine = runner(database, rules, tmp_path, server=Server(look), terms=terms, clock=app.now)
    assert run(mine).failed
