"""Each slot is run once, whatever happens to the processes that run it.

`make prove` runs the long versions: a minute of kills, and thirty processes that wake up late.
"""

import os
import random
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlmodel import select

from prospector import app
from prospector.collect.due.stage import is_due, reap, run_due
from prospector.store import leases
from prospector.store.database import Database
from prospector.tables import FeedSlot, ImportFile, Run, RunStatus, Signal, SlotStatus
from tests import children, races, ticking
from tests.collect.running import ledger
from tests.ticking import EVERY, FEEDS


def at_once() -> None:
    """Wait for nothing."""


def finish(database: Database, folder: Path) -> None:
    """Run what is left to run, as the next process would."""
    last = ticking.runner(database, folder, "last:1:z", wait=at_once)
    limit = time.monotonic() + 300
    while going_on(database):
        assert time.monotonic() < limit
        time.sleep(0.1)
        now = app.now()
        reap(last, now=now)
        for feed in FEEDS:
            list(run_due(last, feed, now=now))


def check_slots(database: Database) -> None:
    """No slot was left out between the first and the last, and each one is done."""
    slots = ledger(database)
    for feed in FEEDS:
        at = sorted(slot.slot_at for slot in slots if slot.feed == feed)
        assert at == [at[0] + n * EVERY for n in range(len(at))]
    assert Counter(slot.status for slot in slots) == {SlotStatus.DONE: len(slots)}


def check_imports(database: Database) -> None:
    """Every order is a signal, once; what the finished runs say they took adds up to no more."""
    with database.read() as session:
        orders = session.exec(select(Signal.feed, Signal.external_id)).all()
        taken = session.exec(
            select(ImportFile.feed, ImportFile.taken)
            .join(Run, Run.id == ImportFile.run_id)  # type: ignore[arg-type]
            .where(Run.status == RunStatus.DONE)
        ).all()
    assert len(set(orders)) == len(orders)
    by_feed, counted = Counter(feed for feed, _ in orders), Counter[str]()
    for feed, count in taken:
        counted[feed] += count
    assert set(by_feed) == set(FEEDS)
    assert all(counted[feed] <= by_feed[feed] for feed in FEEDS)
    assert all((feed, f"{feed}-{n}") in orders for feed in FEEDS for n in range(by_feed[feed]))


def overlaps(journal: Path) -> int:
    """How often two processes asked for one feed at the same time, while it was the first one's.

    On a busy machine one may ask for longer than it holds the feed: what it brings is refused then.
    """
    asked = defaultdict(list)
    for line in journal.read_text(encoding="utf-8").splitlines():
        feed, began, ended = line.split()
        asked[feed].append((datetime.fromisoformat(began), datetime.fromisoformat(ended)))
    return sum(
        one[1] > other[0]
        for times in asked.values()
        for one, other in zip(sorted(times), sorted(times)[1:], strict=False)
    )


def test_it_runs_each_slot_once_while_processes_are_killed(
    database: Database, tmp_path: Path, *, prove: bool
) -> None:
    ticking.open_shop(tmp_path)
    where = races.address(database)
    chance = random.Random(7)
    running: dict[str, ticking.Worker] = {}

    def start() -> None:
        # As if on other hosts: that they are dead shows only when their leases are over.
        owner = f"elsewhere:{len(list(tmp_path.glob('*.started')))}:x"
        (tmp_path / f"{owner}.started").touch()
        running[owner] = ticking.process(ticking.serve, where, str(tmp_path), owner)

    for _ in range(4):
        start()
    kills = 30 if prove else 3
    for number in range(kills):
        kill_a_holder(database, running, chance)
        if prove or number == 0:
            start()
    wait_until(lambda: not any(slot.owner not in running for slot in going_on(database)))
    for process in running.values():
        process.terminate()
    for process in running.values():
        process.join(300)
        assert process.exitcode == 0
    finish(database, tmp_path)
    check_slots(database)
    check_imports(database)
    assert overlaps(tmp_path / "journal") == 0
    slots = ledger(database)
    again = [slot.started_at - slot.slot_at for slot in slots if slot.attempt > 1]
    assert again
    print(  # noqa: T201 - the figures of a proof
        f"{len(slots)} slots done, {len(again)} taken over, {kills} kills,"
        f" at most {max(again, default=timedelta())} after their time"
    )


def test_it_lets_no_process_commit_that_wakes_up_late(
    database: Database, tmp_path: Path, *, prove: bool
) -> None:
    ticking.open_shop(tmp_path)
    where = races.address(database)
    mine = ticking.runner(database, tmp_path, "mine:1:a", wait=at_once)
    for number in range(30 if prove else 1):
        wait_until(lambda: is_due(mine, "one", now=app.now()))
        now = app.now()
        owner = f"sleeper:{number}:b"
        with asleep(where, str(tmp_path), owner, now.isoformat()) as sleeper:
            wait_until(lambda: "one" not in holders(database))  # nobody keeps its lease alive
            reap(mine, now=now)
            assert [report.errors for report in run_due(mine, "one", now=now)][:1] == [()]
            os.kill(sleeper.pid or 0, signal.SIGCONT)
            sleeper.join(300)
        said = (tmp_path / f"said-{owner}").read_text(encoding="utf-8")
        assert said == "feed one: another process has taken it over"
    # It did not only say so: what it fetched is not in the store as taken in.
    with database.read() as session:
        runs = session.exec(select(Run.status).where(Run.feed == "one")).all()
    rounds = 30 if prove else 1
    assert Counter(runs)[RunStatus.FAILED] == rounds
    taken_over = [slot for slot in ledger(database, "one") if slot.attempt > 1]
    assert {slot.owner for slot in taken_over} == {"mine:1:a"}
    assert {slot.status for slot in taken_over} == {"done"}


@contextmanager
def asleep(*arguments: str) -> Iterator[ticking.Worker]:
    """A process that fell asleep over a slot; it is not left asleep."""
    sleeper = ticking.process(ticking.fall_asleep, *arguments)
    try:
        wait_until(partial(children.is_stopped, sleeper.pid or 0))
        yield sleeper
    finally:
        sleeper.kill()  # only this ends a stopped one
        sleeper.join()


def holders(database: Database) -> dict[str, str]:
    """Who runs what now."""
    with database.read() as session:
        return leases.holders(session, ticking.TERMS.lease, clock=app.now())


def holders_among(database: Database, running: Collection[str]) -> list[str]:
    """Living processes that are in the middle of a slot, once there are some."""
    wait_until(lambda: set(holders(database).values()) & set(running))
    return sorted(set(holders(database).values()) & set(running)) or holders_among(
        database, running
    )


def kill_a_holder(
    database: Database, running: dict[str, ticking.Worker], chance: random.Random
) -> None:
    """Kill a process in the middle of a slot; stopped first, as it may end meanwhile."""
    while True:
        owner = chance.choice(holders_among(database, running))
        victim = running[owner]
        assert victim.pid is not None
        os.kill(victim.pid, signal.SIGSTOP)
        if owner in holders(database).values():
            break
        os.kill(victim.pid, signal.SIGCONT)
    victim.kill()
    victim.join()
    del running[owner]


def going_on(database: Database) -> list[FeedSlot]:
    """Slots that are being run, or were by a process that died."""
    return [slot for slot in ledger(database) if slot.status is not SlotStatus.DONE]


def wait_until(fact: Callable[[], object]) -> None:
    """Wait for a fact, on a machine that may be busy."""
    limit = time.monotonic() + 300
    while not fact():
        assert time.monotonic() < limit
        time.sleep(0.02)
