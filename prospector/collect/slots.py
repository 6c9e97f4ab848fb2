"""The slots of a feed: when it is to be run, which of them are due, and how many were missed.

A slot is an instant. Cron fields are local times of a zone, as Debian's cron runs them over a
change of the clocks: a fixed time that is skipped runs at the first minute after the gap, one
that comes twice runs the first time only; fields that begin with `*` run at every real minute
that fits. Intervals count from 1970-01-01 00:00 UTC plus an offset that is the feed's own.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from prospector.rules import cron
from prospector.rules.cron import Cron
from prospector.rules.models import CatchUp, FeedRule
from prospector.rules.models.feeds import seconds

#: Missed slots that `catch_up: all` runs at most: the newest.
ALL_AT_MOST = 100
#: Missed slots that are counted at most.
COUNTED_AT_MOST = 1_000
#: With `catch_up: none` a slot is missed when it is older than this.
GRACE = timedelta(minutes=5)
#: Feeds with the same interval start at most this far apart.
SPREAD = timedelta(minutes=10)
#: A feed that never ran looks back so far for a slot to begin with.
_LOOK_BACK = timedelta(days=366)
#: Leap days that are also a given weekday come 28 years apart.
_HORIZON = timedelta(days=29 * 366)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Timetable:
    """When a feed is run by itself: cron fields in a zone, or an interval and its offset."""

    catch_up: CatchUp
    zone: ZoneInfo
    cron: str | None = None
    every: timedelta = timedelta()
    offset: timedelta = timedelta()


class Due(NamedTuple):
    """What to run now, oldest first; how many slots passed before, and the newest of those left out."""

    slots: tuple[datetime, ...]
    missed: int = 0
    left_out: datetime | None = None


def timetable(feed: str, rule: FeedRule, default_zone: ZoneInfo) -> Timetable | None:
    """A feed's timetable; None = it is run only when asked."""
    schedule = rule.schedule
    if schedule is None:
        return None
    zone = ZoneInfo(schedule.zone) if schedule.zone else default_zone
    if schedule.every is None:
        return Timetable(schedule.catch_up, zone, cron=schedule.cron)
    every = timedelta(seconds=seconds(schedule.every))
    return Timetable(schedule.catch_up, zone, every=every, offset=offset(feed, every))


def offset(feed: str, every: timedelta) -> timedelta:
    """A feed's own part of the interval, whole seconds, always the same: they do not all start at once."""
    digest = int.from_bytes(hashlib.sha256(feed.encode()).digest()[:8])
    return timedelta(seconds=digest % int(min(every, SPREAD).total_seconds()))


def next_after(table: Timetable, instant: datetime) -> datetime | None:
    """The first slot after an instant; None when there is none."""
    return next(_forward(table, instant), None)


def between(table: Timetable, after: datetime, until: datetime) -> list[datetime]:
    """Every slot after one instant and not after another, oldest first."""
    return list(_backward(table, after, until))[::-1]


def due(table: Timetable, *, last: datetime | None, now: datetime) -> Due:
    """What the catch-up policy runs of the slots since the last one of the ledger.

    `last` is the newest slot that is not after `now`: a clock that goes back makes nothing due
    that was run. A feed that never ran begins with its newest slot.
    """
    passed = _backward(table, last or now - _LOOK_BACK, now)
    wanted = ALL_AT_MOST if table.catch_up is CatchUp.ALL and last is not None else 1
    newest = list(islice(passed, wanted))
    if not newest:
        return Due(())
    missed = sum(1 for _ in islice(passed, COUNTED_AT_MOST)) if last is not None else 0
    if table.catch_up is CatchUp.NONE and now - newest[0] > GRACE:
        return Due((), missed + 1, newest[0])
    return Due(tuple(reversed(newest)), missed)


def _forward(table: Timetable, after: datetime) -> Iterator[datetime]:
    """Slots after an instant, oldest first."""
    if table.cron is None:
        first = (after - _EPOCH - table.offset) // table.every + 1
        number = first
        while True:
            yield _EPOCH + table.offset + number * table.every
            number += 1
    day = _local_day(table, after) - _DAY
    last = day + _HORIZON
    while day <= last:
        yield from (slot for slot in _of_day(table.cron, table.zone, day) if slot > after)
        day += _DAY


def _backward(table: Timetable, after: datetime, until: datetime) -> Iterator[datetime]:
    """Slots after one instant and not after another, newest first."""
    if table.cron is None:
        number = (until - _EPOCH - table.offset) // table.every
        while (slot := _EPOCH + table.offset + number * table.every) > after:
            yield slot
            number -= 1
        return
    day = _local_day(table, until) + _DAY
    first = _local_day(table, after) - _DAY
    while day >= first:
        slots = _of_day(table.cron, table.zone, day)
        yield from (slot for slot in reversed(slots) if after < slot <= until)
        day -= _DAY


def _local_day(table: Timetable, instant: datetime) -> date:
    return instant.astimezone(table.zone).date()


@lru_cache(maxsize=256)
def _of_day(text: str, zone: ZoneInfo, day: date) -> tuple[datetime, ...]:
    """The slots whose local time is on a date, each instant once."""
    fields = _read(text)
    if not fields.falls_on(day):
        return ()
    found = {
        slot for at in fields.times() for slot in _instants(day, at, zone, fields.at_fixed_times)
    }
    return tuple(sorted(found))


def _instants(day: date, at: time, zone: ZoneInfo, is_fixed: bool) -> list[datetime]:  # noqa: FBT001 - the fields say it
    """When a local time comes: once, twice while clocks go back, never while they go forward."""
    wall = datetime.combine(day, at, tzinfo=zone)
    both = [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    real = [
        one
        for one in both
        if one.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
    ]
    if not is_fixed:
        return real
    return real[:1] or [_after_gap(both[1], both[0], zone)]


def _after_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first minute after the gap that lies between two instants."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(second=0, microsecond=0)


@cache
def _read(text: str) -> Cron:
    return cron.read(text)
