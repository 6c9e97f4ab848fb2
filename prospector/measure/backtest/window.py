"""The mornings of a window: when each past day's queue was made, or would have been."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prospector.columns import from_micros, to_micros

#: When a day's queue is made where nothing tells.
HOUR = time(8)
_FRIDAY = 4


def mornings(since: date, until: date, zone: ZoneInfo, drafted: Iterable[int]) -> list[int]:
    """The instant of each working day from `since` up to and with `until`, in microseconds.

    A day on which drafts were made begins with the first of them: what that run had collected was
    known to it. Other days from Monday to Friday begin at eight.
    """
    first: dict[date, int] = {}
    for at in sorted(drafted, reverse=True):
        first[from_micros(at).astimezone(zone).date()] = at
    found = []
    for number in range((until - since).days + 1):
        day = since + timedelta(days=number)
        if day in first:
            found.append(first[day])
        elif day.weekday() <= _FRIDAY:
            eight = datetime.combine(day, HOUR, tzinfo=zone)
            found.append(to_micros(eight.astimezone(UTC)))
    return found
