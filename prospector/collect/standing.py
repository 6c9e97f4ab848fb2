"""How a feed stands: well, new, late or failing, why, and what comes next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from prospector.collect import slots
from prospector.collect.slots import Timetable
from prospector.collect.wording import WORDS
from prospector.rules.models import FeedRule
from prospector.rules.models.feeds import seconds

#: A slot that has waited so long was noticed by nobody.
OVERDUE = timedelta(minutes=15)
#: Beside the counts of a run: the page behind which it stopped, with perhaps more to come.
STOPPED = "stopped_at_page"


class FeedState(StrEnum):
    """How a feed stands."""

    OK = "ok"
    NEW = "new"
    LATE = "late"
    FAILING = "failing"


@dataclass(frozen=True)
class Known:
    """What the store knows about a feed."""

    first_run_at: datetime | None = None
    last_slot_at: datetime | None = None
    last_run_at: datetime | None = None
    last_status: str | None = None
    last_error: str | None = None
    last_counts: dict[str, int] | None = None
    retry_at: datetime | None = None
    failures: int = 0
    last_signal_at: datetime | None = None
    open_rejects: int = 0
    conflicts: int = 0
    cursor_moved_at: datetime | None = None
    running_by: str | None = None
    running_since: datetime | None = None


@dataclass(frozen=True)
class FeedStatus:
    """Everything a page about feeds shows of one: the same on the command line, and as JSON."""

    feed: str
    collector: str
    schedule: str | None
    state: FeedState
    why: str | None
    last_run_at: datetime | None
    last_status: str | None
    last_error: str | None
    rows: int | None
    taken: int | None
    seen: int | None
    rejected: int | None
    open_rejects: int
    #: Items of webhooks that contradict an earlier one, undecided.
    conflicts: int
    #: The page behind which the last run stopped, with perhaps more to come.
    stopped_at_page: int | None
    #: What to do about these two.
    notes: tuple[str, ...]
    last_signal_at: datetime | None
    next_at: datetime | None
    running_by: str | None
    running_since: datetime | None
    cursor_moved_at: datetime | None


def standing(  # noqa: PLR0913 - a feed, what is known of it, and how to say it
    feed: str,
    rule: FeedRule,
    table: Timetable | None,
    known: Known,
    *,
    now: datetime,
    language: str = "en",
) -> FeedStatus:
    """How a feed stands at a time."""
    words = WORDS[language]
    state, why = _judge(rule, table, known, now, words)
    counts = known.last_counts or {}
    return FeedStatus(
        feed=feed,
        collector=rule.collector.value,
        schedule=_schedule(rule),
        state=state,
        why=why and why.removeprefix(f"feed {feed}: "),  # whoever reads it knows of which feed
        last_run_at=known.last_run_at,
        last_status=known.last_status,
        last_error=known.last_error,
        **{name: counts.get(name) for name in ("rows", "taken", "seen", "rejected")},
        open_rejects=known.open_rejects,
        conflicts=known.conflicts,
        stopped_at_page=counts.get(STOPPED),
        notes=tuple(_notes(feed, known.conflicts, counts.get(STOPPED), words)),
        last_signal_at=known.last_signal_at,
        next_at=_next(table, known, now),
        running_by=known.running_by,
        running_since=known.running_since,
        cursor_moved_at=known.cursor_moved_at,
    )


def stopped(page: int) -> str:
    """What to say of a run that brought as many pages as it may."""
    return WORDS["en"]["stopped"].format(page=page)


def _notes(feed: str, conflicts: int, page: int | None, words: Mapping[str, str]) -> Iterator[str]:
    if conflicts:
        name = "conflict" if conflicts == 1 else "conflicts"
        yield words[name].format(count=conflicts, feed=feed)
    if page is not None:
        yield words["last_run"].format(what=words["stopped"].format(page=page))


def _judge(
    rule: FeedRule, table: Timetable | None, known: Known, now: datetime, words: Mapping[str, str]
) -> tuple[FeedState, str | None]:
    """How a feed stands, the worst first, and why."""
    if known.failures:
        times = words["in_a_row"].format(count=known.failures) if known.failures > 1 else ""
        return FeedState.FAILING, f"{known.last_error or words['failed']}{times}"
    if table is not None and known.last_slot_at is not None:
        waits = slots.next_after(table, known.last_slot_at)
        if waits is not None and now - waits > OVERDUE:
            since = _local(waits, table.zone)
            return FeedState.LATE, words["missed"].format(since=since)
    silent = _silent(rule, known, now, words)
    if silent is not None:
        return FeedState.LATE, silent
    if known.first_run_at is None and rule.hook is None:
        return FeedState.NEW, words["new"]
    return FeedState.OK, None


def _silent(rule: FeedRule, known: Known, now: datetime, words: Mapping[str, str]) -> str | None:
    """Why a feed is late that brings less often than it is expected to."""
    if rule.expect_every is None:
        return None
    last = known.last_signal_at
    since = last or known.first_run_at
    if since is None or now - since <= timedelta(seconds=seconds(rule.expect_every)):
        return None
    name = "silent" if last else "mute"
    return words[name].format(
        since=f"{last:%Y-%m-%d %H:%M}" if last else "", every=rule.expect_every
    )


def _next(table: Timetable | None, known: Known, now: datetime) -> datetime | None:
    """When it is run next by itself: at its next slot, or earlier to try a failed one again."""
    if table is None:
        return None
    found = slots.next_after(table, now)
    return min(filter(None, (found, known.retry_at)), default=None)


def _schedule(rule: FeedRule) -> str | None:
    """A schedule in a few words."""
    schedule = rule.schedule
    if schedule is None:
        return None
    if schedule.every is not None:
        return f"every {schedule.every}"
    return f"{schedule.cron} {schedule.zone or ''}".rstrip()


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
