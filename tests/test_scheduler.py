"""The clock wakes feeds at their slots; the ledger decides; nothing keeps the process."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from prospector import app
from prospector.collect.slots import Timetable
from prospector.collect.terms import Terms
from prospector.rules.loader import load_ruleset
from prospector.rules.models import CatchUp
from prospector.rules.written import Written
from prospector.scheduler import Scheduler, SlotTrigger
from prospector.store.database import Database
from tests.collect import kit
from tests.collect.running import NOW, Server, feeds, ledger, runner
from tests.rules.folders import write

EVERY = {"every": "1 s"}


def until(fact: Callable[[], object], seconds: float = 120) -> None:
    """Wait for a fact, on a machine that may be busy."""
    limit = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < limit
        time.sleep(0.05)


@contextmanager
def running(scheduler: Scheduler) -> Iterator[None]:
    scheduler.start()
    try:
        yield
    finally:
        scheduler.stop(20)


def test_it_runs_feeds_at_their_slots_each_once(database: Database, tmp_path: Path) -> None:
    said: list[str] = []
    rules = feeds(one=EVERY, two=EVERY, none=None)
    mine = runner(database, rules, tmp_path, server=Server(), clock=app.now, tell=said.append)
    with running(Scheduler(mine, Written(tmp_path, rules), sweep_s=600)):
        until(lambda: len(ledger(database, "one")) > 2 and len(ledger(database, "two")) > 2)
    slots = ledger(database)
    assert {slot.feed for slot in slots} == {"one", "two"}
    # Stopping puts back what is under way, as if it had not begun.
    ended = {(slot.status, slot.attempt) for slot in slots}
    assert {("done", 1)} <= ended <= {("done", 1), ("lost", 0)}
    line = json.loads(said[0])
    assert (line["status"], line["taken"], line["rejected"]) == ("done", 1, 0)


def test_it_finds_what_was_missed_and_is_to_be_tried_again(
    database: Database, tmp_path: Path
) -> None:
    rules = feeds(daily={"cron": "0 8 * * *"})
    server = Server()
    mine = runner(
        database, rules, tmp_path, server=server, clock=app.now,
        terms=Terms(backoff=timedelta(milliseconds=100)),
    )  # fmt: skip

    def fail_once() -> None:
        server.first = lambda: None
        raise OSError("a fault of ours")

    server.first = fail_once
    with running(Scheduler(mine, Written(tmp_path, rules), sweep_s=0.2)):
        until(lambda: [slot.status for slot in ledger(database)] == ["done"])
    assert [slot.attempt for slot in ledger(database)] == [2]


def test_it_lets_no_slow_feed_hold_up_another(database: Database, tmp_path: Path) -> None:
    go_on = threading.Event()
    held: list[str] = []

    def hold() -> None:
        if threading.current_thread().name == "feed slow":
            held.append("slow")
            go_on.wait(60)

    rules = feeds(slow=EVERY, quick=EVERY)
    mine = runner(database, rules, tmp_path, server=Server(hold), clock=app.now)
    scheduler = Scheduler(mine, Written(tmp_path, rules), sweep_s=0.2)
    with running(scheduler):
        until(lambda: held and len(ledger(database, "quick")) > 2)
        assert [slot.status for slot in ledger(database, "slow")] == ["running"]
        # What does not stop loses its lease, so that it cannot commit and others may go on.
        assert scheduler.stop(0.2) is False
        assert [slot.status for slot in ledger(database, "slow")] == ["lost"]
        go_on.set()
        until(lambda: not any(t.name == "feed slow" for t in threading.enumerate()))
    assert [slot.status for slot in ledger(database, "slow")] == ["lost"]
    assert {signal["line"] for signal in kit.signals(database) if "slow" in signal["feed"]} <= {2}


def test_it_takes_edited_rules_and_keeps_the_old_ones_when_they_are_wrong(
    database: Database, tmp_path: Path
) -> None:
    rules_dir = write(tmp_path, feeds="feeds: {}\n")
    said: list[object] = []
    rules = load_ruleset(rules_dir)
    mine = runner(database, rules, tmp_path, clock=app.now)
    (tmp_path / "in").mkdir()
    with running(Scheduler(mine, Written(rules_dir, rules, said.append), sweep_s=600)):
        (rules_dir / "feeds.yaml").write_text("feeds: 7\n")
        until(lambda: said)
        assert said != [()]
        feed = "{path: in, origin: x, schedule: {every: 1 s}}"
        (rules_dir / "feeds.yaml").write_text(f"feeds:\n  shop: {feed}\n")
        until(lambda: ledger(database, "shop"))
    assert said[1:] == [()]


def test_it_fires_at_the_next_slot_whatever_was_missed() -> None:
    trigger = SlotTrigger(Timetable(CatchUp.ALL, ZoneInfo("Europe/Paris"), cron="30 6 * * *"))
    fire = trigger.get_next_fire_time
    assert fire(None, NOW) == NOW + timedelta(hours=21, minutes=30)
    assert fire(NOW - timedelta(days=40), NOW) == fire(None, NOW)
    assert fire(fire(None, NOW), NOW) == NOW + timedelta(hours=45, minutes=30)
