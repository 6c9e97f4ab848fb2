"""What the store knows about feeds, in one look at all of them."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import Session

from prospector.collect import collect
from prospector.errors import FeedUnavailable
from prospector.store import feed_status, leases, slots
from prospector.store.database import Database
from prospector.store.feed_status import FeedFacts
from prospector.tables import Inbox, InboxStatus
from tests.collect.running import NOW, Server, feeds, runner

HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=1)


def facts(session: Session) -> dict[str, FeedFacts]:
    return feed_status.facts(session, ["hourly", "none"], now=NOW + 9 * HOUR, lease=LEASE)


def test_it_tells_runs_failures_news_and_cursors(database: Database, tmp_path: Path) -> None:
    server = Server()
    mine = runner(database, feeds(hourly={"cron": "0 * * * *"}), tmp_path, server=server)
    collect(mine, now=NOW)

    def fail() -> None:
        raise FeedUnavailable("no answer")

    server.first = fail
    for hours in (1, 2):
        collect(mine, now=NOW + hours * HOUR)
    with database.read() as session:
        found = facts(session)
    assert found["none"] == FeedFacts()
    hourly = found["hourly"]
    assert hourly.first_run_at == NOW
    assert hourly.last_slot_at == hourly.last_run_at == NOW + 2 * HOUR
    assert (hourly.last_status, hourly.last_error) == ("failed", "feed hourly: no answer")
    assert hourly.failures == 2
    assert hourly.retry_at is not None
    assert (hourly.last_signal_at, hourly.cursor_moved_at) == (NOW, NOW)
    server.first = lambda: None
    collect(mine, now=NOW + 3 * HOUR)
    with database.read() as session:
        assert facts(session)["hourly"].failures == 0


def test_it_tells_who_runs_a_feed_and_since_when(database: Database) -> None:
    with database.write() as session:
        lease = leases.claim(session, "hourly", "one:1:a", LEASE, clock=NOW + 9 * HOUR)
        assert lease is not None
        slots.begin(session, lease, NOW, now=NOW)
    with database.read() as session:
        hourly = facts(session)["hourly"]
    assert (hourly.running_by, hourly.running_since) == ("one:1:a", NOW)
    assert hourly.last_run_at is None


def test_it_tells_when_something_was_posted_last(database: Database) -> None:
    with database.write() as session:
        for hours in (0, 1):
            at = NOW + hours * HOUR
            session.add(
                Inbox(
                    feed="site", key=str(hours), body_hash="h", body="{}",
                    received_at=at, status=InboxStatus.WAITING,
                )
            )  # fmt: skip
    with database.read() as session:
        assert feed_status.newest_posted(session, "site") == NOW + HOUR
        assert feed_status.newest_posted(session, "other") is None
