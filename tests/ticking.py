"""What the proofs of the ledger are made of: processes that run feeds, and a shop that grows."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeAlias

from prospector import app
from prospector.collect import Runner
from prospector.collect.collector import Answer, Client, Stopped
from prospector.collect.due.stage import run_due
from prospector.collect.terms import Terms
from prospector.rules.models import FeedRule
from prospector.rules.written import Written
from prospector.scheduler import Scheduler
from prospector.store.database import Database, open_database
from prospector.tables import FeedLease
from tests import children
from tests.collect import running

FEEDS = ("one", "two", "three", "four", "five")
#: A slot every other second; none may be left out.
EVERY = timedelta(seconds=2)
SCHEDULE = {"every": "2 s", "catch_up": "all"}
TERMS = Terms(lease=timedelta(seconds=1.5), attempts=99, backoff=timedelta(milliseconds=100))
#: A process that runs feeds.
Worker: TypeAlias = BaseProcess
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.ticking"])


class Shop(running.Server):
    """Answers with every order so far: one more each second, so that each answer repeats most."""

    def __init__(
        self, database: Database, folder: Path, owner: str, wait: Callable[[], None]
    ) -> None:
        super().__init__()
        self._database = database
        self._opened = float((folder / "opened").read_text(encoding="ascii"))
        self._journal = folder / "journal"
        self._owner = owner
        self._wait = wait

    @contextmanager
    def connect(self, rule: FeedRule, _stopped: Stopped) -> Iterator[Client]:
        """A client; the journal says who asked for which feed, from when to when, by right until when."""
        feed = (rule.url or "").rpartition("/")[2].removesuffix(".csv")
        began = app.now()
        until = self._held_until(feed)
        try:
            yield self
        finally:  # also when what it brings is refused, since another one has the feed
            if until is not None:
                with self._journal.open("a", encoding="utf-8") as file:
                    file.write(f"{feed} {began.isoformat()} {min(app.now(), until).isoformat()}\n")

    def _held_until(self, feed: str) -> datetime | None:
        """Until when the feed is ours; None = it took us so long to come here that it is no more."""
        with self._database.read() as session:
            held = session.get(FeedLease, feed)
            return held.lease_until if held and held.owner == self._owner else None

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """All orders, after a wait."""
        del params, headers
        self._wait()
        feed = url.rpartition("/")[2].removesuffix(".csv")
        orders = range(int(app.now().timestamp() - self._opened) + 1)
        rows = "".join(
            f"purchased,{feed}-{n},2026-11-02,alice@acme.example,Licence\n" for n in orders
        )
        return Answer(200, {"content-type": "text/csv"}, (running.HEADER + rows).encode(), url)


def some_time() -> None:
    """Time enough to be killed in."""
    time.sleep(0.2)


def runner(
    database: Database, folder: Path, owner: str, *, wait: Callable[[], None] = some_time
) -> Runner:
    """A runner that asks the shop."""
    return running.runner(
        database,
        running.feeds(**dict.fromkeys(FEEDS, SCHEDULE)),
        folder,
        server=Shop(database, folder, owner, wait),
        clock=app.now,
        owner=owner,
        terms=TERMS,
    )


def open_shop(folder: Path) -> None:
    """Begin to sell."""
    (folder / "opened").write_text(str(app.now().timestamp()), encoding="ascii")
    (folder / "journal").touch()


def serve(where: str, folder: str, owner: str) -> None:
    """A process: a scheduler, until it is told to stop."""
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    database = open_database(where, Path(folder))
    mine = runner(database, Path(folder), owner)
    scheduler = Scheduler(mine, Written(Path(folder), mine.ruleset), sweep_s=0.5)
    scheduler.start()
    while not stopping:
        time.sleep(0.05)
    assert scheduler.stop(200)
    database.dispose()


def fall_asleep(where: str, folder: str, owner: str, now: str) -> None:
    """A process: one slot of one feed; it stops while it asks, and says what came of it once woken."""
    database = open_database(where, Path(folder))

    def stop() -> None:
        os.kill(os.getpid(), signal.SIGSTOP)

    mine = runner(database, Path(folder), owner, wait=stop)
    found = list(run_due(mine, "one", now=datetime.fromisoformat(now).astimezone(UTC)))
    said = " ".join(error for one in found for error in one.errors) or "done"
    (Path(folder) / f"said-{owner}").write_text(said, encoding="utf-8")
    database.dispose()


def process(target: Callable[..., None], *arguments: object) -> Worker:
    """A process, started."""
    found = _PROCESSES.Process(target=children.bound, args=(target, *arguments), daemon=True)
    found.start()
    return found
