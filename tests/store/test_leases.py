"""One holder at a time; a late one is told apart by its fence."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from prospector.errors import LeaseLost
from prospector.store import leases
from prospector.store.database import Database
from prospector.store.leases import Lease
from tests.circles import rows_locked, until_it_waits
from tests.collect.running import NOW, expire

MINUTE = timedelta(minutes=1)


def claim(database: Database, owner: str, *, after: timedelta = timedelta()) -> Lease | None:
    with database.write() as session:
        return leases.claim(session, "crm", owner, MINUTE, clock=NOW + after)


def holds(database: Database, lease: Lease | None) -> bool:
    assert lease is not None
    try:
        with database.write() as session:
            leases.check(session, lease)
    except LeaseLost:
        return False
    return True


def test_it_gives_a_feed_to_one_holder_at_a_time(database: Database) -> None:
    first = claim(database, "one:1:a")
    assert first == ("crm", "one:1:a", 1)
    assert claim(database, "two:2:b") is None
    assert claim(database, "one:1:a") is None  # not even to itself
    with database.read() as session:
        assert leases.holder_of(session, "crm", MINUTE, clock=NOW) == "one:1:a"
        assert leases.holders(session, MINUTE, clock=NOW) == {"crm": "one:1:a"}
    with database.write() as session:
        assert first is not None
        assert leases.release(session, first)
        assert not leases.release(session, first)
    assert claim(database, "two:2:b") == ("crm", "two:2:b", 2)
    assert not holds(database, first)


def test_it_gives_it_to_another_when_the_holder_is_silent(database: Database) -> None:
    first = claim(database, "one:1:a")
    expire(database)
    assert holds(database, first)  # nobody has taken it yet: what it did counts
    second = claim(database, "two:2:b")
    assert second == ("crm", "two:2:b", 2)
    assert not holds(database, first)
    assert holds(database, second)
    with database.write() as session:
        assert first is not None
        assert not leases.renew(session, first, MINUTE, clock=NOW)


def test_it_takes_it_from_a_silent_holder_before_anybody_wants_it(database: Database) -> None:
    first = claim(database, "one:1:a")
    with database.write() as session:
        leases.free_silent(session, MINUTE, clock=NOW)
    assert holds(database, first)
    expire(database)
    with database.write() as session:
        leases.free_silent(session, MINUTE, clock=NOW)
    assert not holds(database, first)


def test_it_holds_it_as_long_as_it_is_renewed(database: Database) -> None:
    lease = claim(database, "one:1:a")
    assert lease is not None
    with database.write() as session:
        session.execute(text("UPDATE feed_lease SET lease_until = lease_until - 59000000"))
        assert leases.renew(session, lease, MINUTE, clock=NOW)
    with database.read() as session:
        clock = NOW + timedelta(seconds=59)
        assert leases.holder_of(session, "crm", MINUTE, clock=clock) == "one:1:a"


def test_it_is_not_kept_from_a_feed_by_a_clock_that_was_set_back(database: Database) -> None:
    claim(database, "one:1:a")
    with database.write() as session:  # it was claimed when the clock was a day ahead
        session.execute(text("UPDATE feed_lease SET lease_until = lease_until + 86400000000"))
    assert claim(database, "two:2:b") == ("crm", "two:2:b", 2)


def test_it_goes_by_the_clock_of_postgresql_whatever_a_host_believes(database: Database) -> None:
    claim(database, "one:1:a")
    stolen = claim(database, "two:2:b", after=timedelta(minutes=2))
    assert (stolen is None) is (database.dialect == "postgresql")


def test_it_knows_a_process_of_this_machine_that_is_gone(database: Database) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from prospector.store import leases; print(leases.me())"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    gone, alive = said.stdout.strip(), leases.me()
    assert alive.split(":")[1] == str(os.getpid())
    assert alive != leases.me()
    assert leases.is_gone(gone)
    assert not leases.is_gone(alive)
    # Elsewhere its number may mean another process.
    assert not leases.is_gone(f"elsewhere:{gone.split(':')[1]}:abc")
    assert not leases.is_gone("test")
    claim(database, gone)
    assert claim(database, "two:2:b") == ("crm", "two:2:b", 2)


def test_it_lets_go_of_all_an_owner_holds(database: Database) -> None:
    lease = claim(database, "one:1:a")
    with database.write() as session:
        leases.release_all(session, "one:1:a")
    assert not holds(database, lease)


def test_it_keeps_a_takeover_waiting_until_the_holder_has_committed(database: Database) -> None:
    if database.dialect == "sqlite":
        return  # one writer at a time anyway
    lease = claim(database, "one:1:a")
    expire(database)
    assert lease is not None
    with database.write() as session:
        leases.check(session, lease)
        with database.write() as other:
            other.execute(text("SET LOCAL lock_timeout = '200ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                leases.claim(other, "crm", "two:2:b", MINUTE, clock=NOW)


def test_it_frees_feeds_in_the_order_of_whoever_else_does(tmp_path: Path) -> None:
    touch = text("UPDATE feed_lease SET fence = fence WHERE feed = :feed")
    with rows_locked(tmp_path) as database:

        def free() -> None:
            with database.write() as session:
                leases.free_silent(session, MINUTE, clock=NOW)

        with database.write() as session:
            for feed in ("shop", "crm"):
                leases.claim(session, feed, "one:1:a", MINUTE, clock=NOW)
        expire(database)
        with ThreadPoolExecutor(1) as pool:
            with database.write() as session:
                session.execute(touch, {"feed": "crm"})
                freeing = pool.submit(free)
                until_it_waits(database, freeing)
                session.execute(touch, {"feed": "shop"})
            freeing.result()
        with database.read() as session:
            owners = session.execute(text("SELECT owner FROM feed_lease")).scalars().all()
    assert owners == [None, None]
