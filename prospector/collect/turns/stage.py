"""Run one slot of a feed: hold its lease, keep it alive, end the slot with the fence checked."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session

from prospector.collect import report, slots, standing
from prospector.collect.collector import Connect, Stopped
from prospector.collect.feeds.stage import run_feed
from prospector.collect.report import CollectReport
from prospector.collect.slots import Timetable
from prospector.collect.stable import Patience
from prospector.collect.terms import Terms
from prospector.errors import LeaseLost, ProspectorError
from prospector.rules.models.feeds import seconds
from prospector.rules.ruleset import Ruleset
from prospector.store import leases
from prospector.store import slots as ledger
from prospector.store.database import Database
from prospector.store.leases import Lease
from prospector.store.slots import Turn


@dataclass(frozen=True)
class Runner:
    """What running feeds needs, whoever asks for it: values, never the settings object."""

    database: Database
    ruleset: Ruleset
    workspace: Path
    zone: ZoneInfo
    connect: Connect
    reveal: Callable[[str], str]
    #: This process, as leases name it.
    owner: str
    #: The real time, whatever `now` is: leases are about processes.
    clock: Callable[[], datetime]
    #: Told what is waited for.
    tell: Callable[[str], None]
    #: Days the raw bodies of webhooks are kept; None = nothing is forgotten.
    inbox_days: int | None = None
    terms: Terms = field(default_factory=Terms)
    #: How a file that may still be written is waited for; None = it is not.
    patience: Patience | None = None

    def timetable(self, feed: str) -> Timetable | None:
        """When a feed is run by itself."""
        return slots.timetable(feed, self.ruleset.feeds.feeds[feed], self.zone)

    def time_out(self, feed: str) -> timedelta:
        """The longest one run of a feed may take."""
        return timedelta(seconds=seconds(self.ruleset.feeds.feeds[feed].timeout))


@dataclass(frozen=True)
class Ran:
    """What came of one slot; `held_by` = nothing was run, since that owner runs the feed."""

    report: CollectReport | None = None
    failed: bool = False
    held_by: str | None = None


@dataclass(frozen=True)
class Planned:
    """A slot of a timetable, how many were missed before it, and whether it replaces older ones."""

    slot_at: datetime
    missed: int = 0
    supersedes: bool = False


def run_slot(
    runner: Runner, feed: str, planned: Planned | None, *, now: datetime, stopped: Stopped
) -> Ran:
    """Run one slot of a feed, unless somebody runs the feed; None = a run asked for now.

    The results of each page, and the end of the slot, are committed only while the lease is ours.
    """
    with runner.database.write() as session:
        length, clock = runner.terms.lease, runner.clock()
        lease = leases.claim(session, feed, runner.owner, length, clock=clock)
        if lease is None:
            holder = leases.holder_of(session, feed, length, clock=clock)
            return Ran(held_by=holder or "another process")
        turn = _begin(session, lease, planned, now)
        if turn is None:  # another process ran it meanwhile
            leases.release(session, lease)
            return Ran()
    missed = planned.missed if planned is not None else 0
    with _alive(runner, lease) as pulse:
        return _run(runner, turn, missed, pulse, stopped)


def _begin(session: Session, lease: Lease, planned: Planned | None, now: datetime) -> Turn | None:
    if planned is None:
        return ledger.begin_unplanned(session, lease, now=now)
    if planned.supersedes:
        ledger.supersede(session, lease.feed, before=planned.slot_at)
    return ledger.begin(session, lease, planned.slot_at, now=now)


def _run(runner: Runner, turn: Turn, missed: int, pulse: "Pulse", stopped: Stopped) -> Ran:
    feed = turn.lease.feed
    before = {"missed": missed} if missed else {}
    try:
        found = run_feed(
            runner.database,
            runner.ruleset,
            feed,
            runner.workspace,
            now=turn.started_at,
            connect=runner.connect,
            reveal=runner.reveal,
            stopped=lambda: stopped() or pulse.lost or pulse.over,
            commit=lambda session: leases.check(session, turn.lease),
            patience=runner.patience,
        )
        if pulse.over:
            limit = runner.ruleset.feeds.feeds[feed].timeout
            late = f"feed {feed}: stopped after {limit} (timeout); the next run goes on from there"
            found = report.joined([found], feeds=1, errors=[late])
        _end(runner, turn, before, found, pulse, is_cut=stopped() and not pulse.over)
    except LeaseLost as error:
        return Ran(report.collected([], feeds=1, errors=[str(error)]), failed=True)
    except ProspectorError as error:
        _give_up(runner, turn, before, str(error), pulse)
        return Ran(report.collected([], feeds=1, errors=[f"feed {feed}: {error}"]), failed=True)
    except KeyboardInterrupt:  # nothing is wrong with the feed: whoever runs it next goes on
        with suppress(ProspectorError), runner.database.write() as session:
            leases.check(session, turn.lease)
            ended = turn.started_at + pulse.elapsed
            ledger.interrupted(session, turn, before, finished_at=ended)
            leases.release(session, turn.lease)
        raise
    except BaseException as error:
        with suppress(ProspectorError):
            _give_up(runner, turn, before, f"{type(error).__name__}: {error}", pulse)
        raise
    return Ran(found, failed=bool(found.errors))


def _end(  # noqa: PLR0913 - how a run can end
    runner: Runner,
    turn: Turn,
    before: dict[str, int],
    found: CollectReport,
    pulse: "Pulse",
    *,
    is_cut: bool,
) -> None:
    """Write how a slot ended and give the lease back, in one transaction."""
    counts = before | report.counts([found])
    if turn.lease.feed in found.stopped_at_page:
        counts[standing.STOPPED] = found.stopped_at_page[turn.lease.feed]
    ended = turn.started_at + pulse.elapsed
    with runner.database.write() as session:
        leases.check(session, turn.lease)
        if found.errors:
            error = "; ".join(found.errors)
            again = None if found.refused else _retry_at(runner, turn, ended)
            ledger.failed(session, turn, counts, error, finished_at=ended, retry_at=again)
        elif is_cut:
            ledger.interrupted(session, turn, counts, finished_at=ended)
        else:
            ledger.done(session, turn, counts, finished_at=ended)
        leases.release(session, turn.lease)


def _give_up(
    runner: Runner, turn: Turn, counts: dict[str, int], error: str, pulse: "Pulse"
) -> None:
    """Write that a slot failed by what was raised, if it is still ours."""
    with suppress(LeaseLost), runner.database.write() as session:
        leases.check(session, turn.lease)
        ended = turn.started_at + pulse.elapsed
        again = _retry_at(runner, turn, ended)
        ledger.failed(session, turn, counts, error, finished_at=ended, retry_at=again)
        leases.release(session, turn.lease)


def _retry_at(runner: Runner, turn: Turn, ended: datetime) -> datetime | None:
    # What was asked for is asked for again by whoever wants it.
    return runner.terms.after_failure(turn.attempt, ended) if turn.planned else None


class Pulse:
    """The life of one run: how long it has taken, whether its time is over or its lease lost."""

    def __init__(self, time_out: timedelta) -> None:
        self._began = time.monotonic()
        self._time_out = time_out
        self.lost = False
        self.ended = threading.Event()

    @property
    def elapsed(self) -> timedelta:
        """How long it has taken."""
        return timedelta(seconds=time.monotonic() - self._began)

    @property
    def over(self) -> bool:
        """Whether it has taken longer than it may."""
        return self.elapsed > self._time_out


@contextmanager
def _alive(runner: Runner, lease: Lease) -> Iterator[Pulse]:
    """Renew a lease every third of its length while the block runs."""
    pulse = Pulse(runner.time_out(lease.feed))
    thread = threading.Thread(
        target=_renew, args=(runner, lease, pulse), name=f"lease of {lease.feed}", daemon=True
    )
    thread.start()
    try:
        yield pulse
    finally:
        pulse.ended.set()
        thread.join()


def _renew(runner: Runner, lease: Lease, pulse: Pulse) -> None:
    length = runner.terms.lease
    # A run that does not stop when its time is over is stuck: let another process have the feed.
    limit = runner.time_out(lease.feed) + length
    while not pulse.ended.wait(length.total_seconds() / 3) and pulse.elapsed < limit:
        # A store that is busy now may have time before the lease is over.
        with suppress(ProspectorError), runner.database.write() as session:
            if not leases.renew(session, lease, length, clock=runner.clock()):
                pulse.lost = True
                return
