"""A slot begins once, ends by its holder, and is lost when the holder is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from prospector.collect.terms import Terms
from prospector.columns import to_micros
from prospector.errors import LeaseLost
from prospector.store import leases, runs, slots
from prospector.store.database import Database
from prospector.store.leases import Lease
from prospector.store.slots import Turn
from prospector.tables import Run
from tests.circles import rows_locked, until_it_waits
from tests.collect.running import NOW, ledger

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
TERMS = Terms()


def lease(database: Database, owner: str = "one:1:a", feed: str = "crm") -> Lease:
    with database.write() as session:
        found = leases.claim(session, feed, owner, MINUTE, clock=NOW)
    assert found is not None
    return found


def begin(database: Database, held: Lease, hours: int = 0) -> Turn | None:
    with database.write() as session:
        return slots.begin(session, held, NOW + hours * HOUR, now=NOW + hours * HOUR)


def begun(database: Database, held: Lease, hours: int = 0) -> Turn:
    turn = begin(database, held, hours)
    assert turn is not None
    return turn


def reap(database: Database) -> list[slots.Lost]:
    with database.write() as session:
        return slots.reap(session, lambda tried: TERMS.after_death(tried, NOW), now=NOW)


def free(database: Database, held: Lease) -> None:
    with database.write() as session:
        assert leases.release(session, held)


def test_it_begins_a_slot_once(database: Database) -> None:
    held = lease(database)
    turn = begun(database, held)
    assert begin(database, held) is None
    with database.write() as session:
        slots.done(session, turn, {"rows": 3}, finished_at=NOW + MINUTE)
    assert begin(database, held) is None
    (slot,) = ledger(database)
    assert (slot.status, slot.attempt, slot.counts) == ("done", 1, {"rows": 3})
    assert slot.finished_at == NOW + MINUTE


def test_it_ends_a_slot_only_by_its_holder(database: Database) -> None:
    held = lease(database)
    turn = begun(database, held)
    other = turn._replace(lease=held._replace(fence=2))
    with pytest.raises(LeaseLost), database.write() as session:
        slots.done(session, other, {}, finished_at=NOW)
    assert ledger(database)[0].status == "running"


def test_it_takes_a_failed_slot_up_again_when_its_time_has_come(database: Database) -> None:
    held = lease(database)
    turn = begun(database, held)
    with database.write() as session:
        later = NOW + MINUTE
        slots.failed(session, turn, {}, "no answer", finished_at=NOW, retry_at=later)
        assert slots.to_retry(session, "crm", now=NOW) is None
        assert slots.to_retry(session, "crm", now=later) == NOW
        assert slots.begin(session, held, NOW, now=NOW) is None
        again = slots.begin(session, held, NOW, now=later)
    assert again is not None
    assert again.attempt == 2
    assert ledger(database)[0].error is None


def test_it_counts_no_attempt_that_we_cut_short(database: Database) -> None:
    held = lease(database)
    with database.write() as session:
        turn = slots.begin(session, held, NOW, now=NOW)
        assert turn is not None
        slots.interrupted(session, turn, {"rows": 1}, finished_at=NOW)
    assert begun(database, held).attempt == 1


def test_it_finds_what_died_with_its_process(database: Database) -> None:
    held = lease(database)
    begun(database, held)
    run = runs.begin(database, "collect", now=NOW, feed="crm")
    by_hand = runs.begin(database, "collect", now=NOW + MINUTE, feed="crm")
    assert reap(database) == []
    free(database, held)
    assert reap(database) == [slots.Lost("crm", NOW, 1, NOW)]
    assert reap(database) == []
    (slot,) = ledger(database)
    assert (slot.status, slot.error) == ("lost", "the process that ran it died (once)")
    with database.read() as session:
        states = {found.id: found.status.value for found in session.exec(select(Run))}
    assert states == {run: "failed", by_hand: "running"}


def test_it_loses_slots_in_the_order_of_whoever_else_does(tmp_path: Path) -> None:
    touch = text("UPDATE feed_slot SET attempt = attempt WHERE slot_at = :at")
    first, second = to_micros(NOW), to_micros(NOW + HOUR)
    with rows_locked(tmp_path) as database:
        held = lease(database)
        for hours in (1, 0):
            begun(database, held, hours=hours)
        free(database, held)
        with ThreadPoolExecutor(1) as pool:
            with database.write() as session:
                session.execute(touch, {"at": first})
                reaping = pool.submit(reap, database)
                until_it_waits(database, reaping)
                session.execute(touch, {"at": second})
            assert [lost.slot_at for lost in reaping.result()] == [NOW, NOW + HOUR]


def test_it_finds_a_slot_lost_once_when_two_processes_look(database: Database) -> None:
    held = lease(database)
    begun(database, held)
    free(database, held)
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            mine = slots.reap(session, lambda tried: TERMS.after_death(tried, NOW), now=NOW)
            other = pool.submit(reap, database)
            if database.dialect == "postgresql":  # SQLite lets one writer in at a time
                until_it_waits(database, other)
        assert (len(mine), other.result()) == (1, [])


def test_it_gives_up_a_slot_that_kills_its_process_each_time(database: Database) -> None:
    for attempt in range(1, TERMS.attempts + 1):
        held = lease(database)
        with database.write() as session:
            turn = slots.begin(session, held, NOW, now=NOW + 2 * HOUR)
        assert turn is not None
        assert turn.attempt == attempt
        free(database, held)
        reap(database)
    (slot,) = ledger(database)
    assert (slot.status, slot.retry_at) == ("failed", None)
    assert slot.error == "the process that ran it died (5 times)"


def test_it_keeps_runs_asked_for_apart_at_one_instant(database: Database) -> None:
    held = lease(database)
    with database.write() as session:
        turns = [slots.begin_unplanned(session, held, now=NOW) for _ in range(3)]
    assert [turn.slot_at - NOW for turn in turns] == [timedelta(microseconds=n) for n in range(3)]
    free(database, held)
    assert [lost.retry_at for lost in reap(database)] == [None] * 3


def test_it_looks_back_from_now_only(database: Database) -> None:
    held = lease(database)
    for hours in (0, 1, 960):
        begun(database, held, hours)
    with database.read() as session:
        assert slots.last(session, "crm", now=NOW + 2 * HOUR) == NOW + HOUR
        assert slots.last(session, "crm", now=NOW - HOUR) is None


def test_it_supersedes_skips_and_forgets(database: Database) -> None:
    held = lease(database)
    for hours in (0, 1):
        turn = begun(database, held, hours)
        with database.write() as session:
            slots.failed(session, turn, {}, "x", finished_at=NOW, retry_at=NOW)
    with database.write() as session:
        slots.supersede(session, "crm", before=NOW + HOUR)
        assert slots.to_retry(session, "crm", now=NOW) == NOW + HOUR
        assert slots.skip(session, "crm", NOW + 2 * HOUR, "one:1:a", missed=2)
        assert not slots.skip(session, "crm", NOW + 2 * HOUR, "two:2:b", missed=2)
        assert (
            slots.prune(session, before=NOW + 9 * HOUR) == 1
        )  # not what is tried again, nor the newest
    assert [slot.status for slot in ledger(database)] == ["failed", "skipped"]
