"""The business day: which date it is in the workspace's zone, and when it turns."""

from collections.abc import Mapping
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


def spoken(moment: date | datetime, zone: ZoneInfo | None = None, language: str = "en") -> str:
    """A date as people read it: 3 December 2026, 1er décembre 2026."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(zone or UTC).date()
    first = language == "fr" and moment.day == 1
    month = MONTHS.get(language, MONTHS["en"])[moment.month - 1]
    return f"{moment.day}{'er' if first else ''} {month} {moment.year}"


#: Not strftime's: those depend on the machine's locale.
MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
        *("October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre"),
        *("octobre", "novembre", "décembre"),
    ),
}
