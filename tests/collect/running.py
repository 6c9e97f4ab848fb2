"""What tests of running feeds share: a runner, a clock one can turn, and a server one can hold up."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlmodel import select

from prospector.collect import Runner
from prospector.collect.collector import Answer, Client, Stopped
from prospector.collect.terms import Terms
from prospector.fetch.mailbox import Letters
from prospector.rules.models import FeedRule
from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database
from prospector.tables import FeedSlot
from tests.collect import kit

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HEADER = "kind,external_id,occurred_at,email,subject\n"


class Clock:
    """The real time, as the test has it."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """What time it is."""
        return self.at

    def turn(self, **length: float) -> datetime:
        """Let time pass, or go back."""
        self.at += timedelta(**length)
        return self.at


class Server:
    """Answers every request with one new signal, after what the test wants done first."""

    def __init__(self, first: Callable[[], object] = lambda: None) -> None:
        self.first = first
        self.asked = 0

    @contextmanager
    def connect(self, _rule: FeedRule, _stopped: Stopped) -> Iterator[Client]:
        """A client of this server."""
        yield self

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One document."""
        del params, headers
        self.asked += 1
        number = self.asked
        self.first()
        row = f"purchased,order-{number},2026-11-02,alice@acme.example,Licence\n"
        return Answer(200, {"content-type": "text/csv"}, (HEADER + row).encode(), url)

    def post(
        self,
        url: str,
        *,
        json: object,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Nothing is posted."""
        raise AssertionError((url, json, params, headers))

    def letters(
        self,
        address: str,
        *,
        password: str,
        known: tuple[int, int] | None,
        since: date,
        most: int,
    ) -> Letters:
        """It is no mailbox."""
        raise AssertionError((address, password, known, since, most))


def feeds(**schedules: Any) -> Ruleset:  # Any: a schedule as YAML says it, or whole feeds
    """Rules with one HTTP feed per schedule; None = no schedule."""
    return kit.ruleset(
        feeds={
            "feeds": {
                name: {
                    "collector": "http",
                    "url": f"https://shop.example/{name}.csv",
                    "origin": "our shop",
                    **({"schedule": schedule} if schedule else {}),
                }
                for name, schedule in schedules.items()
            }
        }
    )


def runner(
    database: Database,
    rules: Ruleset,
    workspace: Path,
    *,
    server: Server | None = None,
    clock: Callable[[], datetime] | None = None,
    owner: str = "test",
    terms: Terms | None = None,
    tell: Callable[[str], None] = lambda _message: None,
) -> Runner:
    """A runner of its own, in Paris."""
    return Runner(
        database=database,
        ruleset=rules,
        workspace=workspace,
        zone=ZoneInfo("Europe/Paris"),
        connect=(server or Server(refuse)).connect,
        reveal=str,
        owner=owner,
        clock=clock or Clock(),
        tell=tell,
        terms=terms or Terms(),
    )


def refuse() -> None:
    """A feed of files asks nobody."""
    raise AssertionError("a feed of files asks nobody")


def expire(database: Database) -> None:
    """Let every lease run out: PostgreSQL's clock cannot be turned."""
    with database.write() as session:
        session.execute(text("UPDATE feed_lease SET lease_until = 1"))


def ledger(database: Database, feed: str | None = None) -> list[FeedSlot]:
    """The slots of a feed, oldest first."""
    with database.read() as session:
        rows = session.exec(select(FeedSlot)).all()
    return sorted((row for row in rows if feed in (None, row.feed)), key=lambda row: row.slot_at)
