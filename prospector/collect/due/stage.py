"""Run feeds by the ledger: those that are due, or those asked for; never beside another process."""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from prospector.collect import report, slots
from prospector.collect.collector import Stopped
from prospector.collect.feeds.stage import missing, wanted
from prospector.collect.inbox.stage import drain
from prospector.collect.report import CollectReport
from prospector.collect.standing import FeedStatus, Known, standing
from prospector.collect.terms import Terms
from prospector.collect.turns.stage import Planned, Runner, run_slot
from prospector.rules.models import CatchUp
from prospector.rules.ruleset import Ruleset
from prospector.store import feed_status, leases
from prospector.store import slots as ledger
from prospector.store.database import Database
from prospector.store.slots import Lost

#: How often to look whether another process is done with a feed.
_LOOK_AGAIN = 0.25


def never() -> bool:
    """Nobody asks to stop."""
    return False


def collect(
    runner: Runner,
    feeds: Sequence[str] = (),
    *,
    now: datetime,
    stopped: Stopped = never,
) -> CollectReport:
    """Run the feeds that are due and those without a schedule; or the ones named, due or not.

    A feed that another process runs is waited for. What is wrong with one is told in the report;
    the others go on.

    Raises:
        NotFound: no feed has that name.
    """
    names = wanted(runner.ruleset, feeds)
    reap(runner, now=now)
    forget_old(runner, now=now)
    reports = [] if feeds else [_drained(runner, now)]
    not_due: list[str] = []
    for name in names:
        if feeds or runner.timetable(name) is None:
            found = [_at_once(runner, name, now=now, stopped=stopped)]
        else:
            found = _when_free(runner, name, now=now, stopped=stopped)
            not_due += [] if found else [name]
        reports.extend(found)
    # That a feed has no file yet is trouble only where it was asked for.
    errors = [error for name in feeds for error in missing(runner.ruleset, name, runner.workspace)]
    return report.joined(reports, feeds=len(names), errors=errors, not_due=not_due)


def _drained(runner: Runner, now: datetime) -> CollectReport:
    """Take in what others posted."""
    taken = drain(runner.database, runner.ruleset, now=now, keep_days=runner.inbox_days)
    return report.collected(taken.files, feeds=0, errors=[])


def reap(runner: Runner, *, now: datetime) -> list[Lost]:
    """Take feeds from processes that died or went silent; what they ran is tried again."""
    with runner.database.write() as session:
        leases.free_silent(session, runner.terms.lease, clock=runner.clock())
        return ledger.reap(session, lambda tried: runner.terms.after_death(tried, now), now=now)


def forget_old(runner: Runner, *, now: datetime) -> int:
    """Forget slots that ended long ago; returns how many."""
    with runner.database.write() as session:
        return ledger.prune(session, before=now - runner.terms.keep)


def run_due(
    runner: Runner, feed: str, *, now: datetime, stopped: Stopped = never
) -> Iterator[CollectReport]:
    """Run a feed's due slots, one after the other, until one fails or another process runs it."""
    while not stopped():
        planned = _next_due(runner, feed, now)
        if planned is None:
            return
        ran = run_slot(runner, feed, planned, now=now, stopped=stopped)
        if ran.report is not None:
            yield ran.report
        if ran.failed or ran.held_by is not None:
            return


def is_due(runner: Runner, feed: str, *, now: datetime) -> bool:
    """Whether a feed has a slot to run by its schedule."""
    return _next_due(runner, feed, now) is not None


def let_go(runner: Runner, *, now: datetime) -> list[Lost]:
    """Give back every feed this process holds: what still runs cannot commit any more."""
    with runner.database.write() as session:
        leases.release_all(session, runner.owner)
        return ledger.reap(session, lambda tried: runner.terms.after_death(tried, now), now=now)


def statuses(  # noqa: PLR0913 - whose feeds, which of them, and how to say it
    database: Database,
    ruleset: Ruleset,
    zone: ZoneInfo,
    feeds: Sequence[str] = (),
    *,
    now: datetime,
    language: str = "en",
) -> list[FeedStatus]:
    """How feeds stand, all of them or the ones named.

    Raises:
        NotFound: no feed has that name.
    """
    wanted(ruleset, feeds)
    rules = ruleset.feeds.feeds
    names = feeds or list(rules)
    with database.read() as session:
        found = feed_status.facts(session, names, now=now, lease=Terms().lease)
        for name in names:
            if rules[name].hook is not None:
                posted = feed_status.newest_posted(session, name)
                found[name] = found[name]._replace(last_signal_at=posted)
    return [
        standing(
            name,
            rules[name],
            slots.timetable(name, rules[name], zone),
            Known(**found[name]._asdict()),
            now=now,
            language=language,
        )
        for name in names
    ]


def _next_due(runner: Runner, feed: str, now: datetime) -> Planned | None:
    """The next slot to run, by the ledger and the catch-up policy."""
    table = runner.timetable(feed)
    if table is None:
        return None
    with runner.database.read() as session:
        last = ledger.last(session, feed, now=now)
        again = ledger.to_retry(session, feed, now=now)
    due = slots.due(table, last=last, now=now)
    if due.left_out is not None:
        with runner.database.write() as session:
            ledger.skip(session, feed, due.left_out, runner.owner, missed=due.missed)
    is_all = table.catch_up is CatchUp.ALL
    if again is not None and (is_all or not due.slots):
        return Planned(again)
    return Planned(due.slots[0], due.missed, supersedes=not is_all) if due.slots else None


def _when_free(
    runner: Runner, feed: str, *, now: datetime, stopped: Stopped
) -> list[CollectReport]:
    """Run a feed's due slots, after whoever runs it: what it brings is wanted."""
    while (holder := _holder(runner, feed)) is not None:
        trouble = _wait(runner, feed, holder, now=now, stopped=stopped)
        if trouble is not None:
            return [trouble]
    return list(run_due(runner, feed, now=now, stopped=stopped))


def _at_once(runner: Runner, feed: str, *, now: datetime, stopped: Stopped) -> CollectReport:
    """Run a feed now, after whoever runs it."""
    while True:
        ran = run_slot(runner, feed, None, now=now, stopped=stopped)
        if ran.report is not None:
            return ran.report
        if ran.held_by is not None:
            trouble = _wait(runner, feed, ran.held_by, now=now, stopped=stopped)
            if trouble is not None:
                return trouble


def _wait(
    runner: Runner, feed: str, holder: str, *, now: datetime, stopped: Stopped
) -> CollectReport | None:
    """Wait until a feed is free; a report = it did not come free in time."""
    runner.tell(f"feed {feed}: {holder} is running it; waiting until it is done")
    limit = time.monotonic() + (runner.time_out(feed) + 2 * runner.terms.lease).total_seconds()
    while time.monotonic() < limit and not stopped():
        time.sleep(_LOOK_AGAIN)
        reap(runner, now=now)
        if _holder(runner, feed) is None:
            return None
    problem = f"feed {feed}: not run, since {holder} is still running it"
    return report.collected([], feeds=1, errors=[problem])


def _holder(runner: Runner, feed: str) -> str | None:
    with runner.database.read() as session:
        return leases.holder_of(session, feed, runner.terms.lease, clock=runner.clock())
