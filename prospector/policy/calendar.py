"""The business day: which date it is in the workspace's zone, and when it turns."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def business_date(now: datetime, zone: ZoneInfo, last: date | None = None) -> date:
    """Today in the zone, but never before `last`, the date of the latest touch.

    So neither a clock set back nor a changed zone gives a second allowance.
    """
    today = now.astimezone(zone).date()
    return today if last is None else max(today, last)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The instant a business day begins, in UTC."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def day_after(day: date, zone: ZoneInfo) -> datetime:
    """The instant the next business day begins, in UTC: when a day's caps lift."""
    return day_start(day + timedelta(days=1), zone)


def spoken(moment: date | datetime, zone: ZoneInfo | None = None) -> str:
    """A date as people read it: 3 December 2026."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(zone or UTC).date()
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


# Not strftime: its months depend on the machine's locale.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
