"""Quiet days and hours, by the calendar and the clock of where somebody is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prospector.policy.calendar import day_start, spoken
from prospector.policy.gates import Context, Gate, GateCode
from prospector.policy.places import holiday, zone_of
from prospector.policy.wording import WEEKDAYS, tell
from prospector.rules.models import Quiet, QuietHours
from prospector.store.candidates import Candidate, Place

#: No quiet days follow each other for so long; dates in the file might.
_LONGEST = 62
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def quiet_day(candidate: Candidate | Place, context: Context) -> Gate | None:
    """It is a day on which people there are left alone."""
    quiet = context.policy.quiet
    zone = zone_of(candidate, context.zone)
    # The business day never moves back; elsewhere it is the day their clock shows.
    today = context.today if zone == context.zone else context.now.astimezone(zone).date()
    country = candidate.country or context.company.default_country
    language = context.language
    why = _why(today, quiet, country, language)
    if why is None:
        return None
    back = _next_day(today, quiet, country)
    lifts_at = day_start(back, zone) if back else None
    reason = tell(language, "quiet", day=spoken(today, language=language), why=why)
    return Gate(GateCode.QUIET_DAY, reason, lifts_at, tell(language, "quiet.do"))


def left_alone(
    day: date, quiet: Quiet, country: str, *, language: str
) -> tuple[str, date | None] | None:
    """What makes a day quiet in a country, and the first day after it that is not; None = nothing."""
    why = _why(day, quiet, country, language)
    return None if why is None else (why, _next_day(day, quiet, country))


def send_not_before(candidate: Candidate, context: Context) -> datetime | None:
    """When a message that leaves now may arrive, in their zone; None = at once.

    Quiet hours put it off to their end, and quiet days after that to the next day that is none.
    """
    quiet = context.policy.quiet
    if quiet.hours is None:
        return None
    zone = zone_of(candidate, context.zone)
    ends = _hours_end(quiet.hours, context.now.astimezone(zone))
    if ends is None:
        return None
    country = candidate.country or context.company.default_country
    day: date | None = ends.date()
    if _why(ends.date(), quiet, country) is not None:
        day = _next_day(ends.date(), quiet, country)
    return _at(day or ends.date(), quiet.hours.until, zone)


def _hours_end(hours: QuietHours, here: datetime) -> datetime | None:
    """When the quiet hours end that a moment lies in; None = it lies in none."""
    today, moment = here.date(), here.time()
    overnight = hours.from_ > hours.until
    if overnight and moment >= hours.from_:
        return datetime.combine(today + timedelta(days=1), hours.until)
    if moment < hours.until and (overnight or moment >= hours.from_):
        return datetime.combine(today, hours.until)
    return None


def _at(day: date, moment: time, zone: ZoneInfo) -> datetime:
    """A local time; where clocks go forward over it, the one they show instead."""
    return datetime.combine(day, moment, tzinfo=zone).astimezone(UTC).astimezone(zone)


def _why(day: date, quiet: Quiet, country: str, language: str = "en") -> str | None:
    """What makes a day a quiet one; None = it is none."""
    if _WEEKDAYS[day.weekday()] in quiet.days:
        name = WEEKDAYS.get(language, WEEKDAYS["en"])[day.weekday()]
        return tell(language, "weekday", name=name)
    if day in quiet.dates:
        return tell(language, "quiet_date")
    found = holiday(country, day, language) if quiet.holidays else None
    return tell(language, "holiday", name=found) if found else None


def _next_day(day: date, quiet: Quiet, country: str) -> date | None:
    """The first day after one that is not quiet."""
    later = (day + timedelta(days=ahead) for ahead in range(1, _LONGEST))
    return next((one for one in later if _why(one, quiet, country) is None), None)
