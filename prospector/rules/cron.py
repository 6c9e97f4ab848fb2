"""Read cron fields, and say on which local times they fall: names for weekdays, five fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

#: Local times before this hour are those that a change of the clocks skips or repeats.
MORNING: Final = 4
_FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
#: Any year tells whether a zone changes its clocks; the middle of each month is enough.
_SAMPLE_YEAR = 2027
_NOW_AND_THEN = datetime(_SAMPLE_YEAR, 1, 1)  # noqa: DTZ001 - cronsim reads the fields, no time


@dataclass(frozen=True)
class Cron:
    """Five cron fields, understood as Debian's cron does."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    #: Runs at named times of the day; else (a field begins with `*`) at every real minute that fits.
    at_fixed_times: bool
    fields: CronSim

    def falls_on(self, day: date) -> bool:
        """Whether the date is one of its days."""
        return day.month in self.fields.months and self.fields.match_day(day)

    def times(self) -> Iterator[time]:
        """Its times of a day, in order."""
        return (time(hour, minute) for hour in self.hours for minute in self.minutes)


def read(text: str) -> Cron:
    """Understand cron fields.

    Raises:
        ValueError: they mean nothing, or something else than people think.
    """
    words = text.upper().split()
    if len(words) != len(_FIELDS):
        raise ValueError(f"{len(words)} fields; cron has five: {', '.join(_FIELDS)}")
    _check_weekday(words[4])
    try:
        fields = CronSim(" ".join(words), _NOW_AND_THEN)
        next(fields)
    except CronSimError as error:
        word = str(error).removeprefix("Bad ")
        raise ValueError(f"not a valid {word}; write it as in `30 6 * * mon-fri`") from None
    except StopIteration:
        raise ValueError("no day ever fits these fields") from None
    return Cron(
        minutes=tuple(sorted(fields.minutes)),
        hours=tuple(sorted(fields.hours)),
        at_fixed_times=not words[0].startswith("*") and not words[1].startswith("*"),
        fields=fields,
    )


def _check_weekday(word: str) -> None:
    """Refuse numbers: 1 is Monday here and Tuesday there."""
    if not re.search(r"\d", _without_nth(word)):
        return
    named = re.sub(r"(?<![#/\d])[0-7](?!\d)", lambda found: _DAYS[int(found[0]) % 7], word)
    is_named = set(re.split(r"[,-]", _without_nth(named))) <= set(_DAYS)
    fix = named.lower() if is_named else "names, as in mon,wed,fri"
    raise ValueError(
        f"{word.lower()!r} numbers the days of the week, and tools differ about which is 1: write {fix}"
    )


def _without_nth(word: str) -> str:
    """`MON#2` is the second Monday: that number counts Mondays."""
    return re.sub(r"#\d", "", word)


def doubtful_times(text: str, zone: ZoneInfo) -> list[time]:
    """The fixed local times of a night in which the zone's clocks may be changed."""
    cron = read(text)
    if not cron.at_fixed_times or not changes_clocks(zone):
        return []
    return [at for at in cron.times() if at.hour < MORNING]


def changes_clocks(zone: ZoneInfo) -> bool:
    """Whether a zone has summer time."""
    middles = (datetime(_SAMPLE_YEAR, month, 15, tzinfo=zone) for month in range(1, 13))
    return len({middle.utcoffset() or timedelta() for middle in middles}) > 1
