"""Read times as sources write them. Day or month first is declared, never guessed."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from prospector.collect.reject import Problem, RejectCode
from prospector.columns import to_micros
from prospector.text import fold

Order = Literal["dmy", "mdy"]

_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_NOON = time(12, tzinfo=UTC)
_DIGITS = re.compile(r"\d{8,16}(?:\.\d+)?")
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_ZONE = re.compile(r"\s+(?:UTC|GMT|Z)$|\s+(?=[+-]\d\d:?\d\d$)", re.IGNORECASE)
#: ISO 8601 without marks (20261120T100500Z) or by weeks (2026-W47-5).
_ISO_OTHER = re.compile(r"(?:\d{8}(?=T\d{4})|\d{4}-?W\d\d-?\d)(T.+)?")
#: The zone's name that Java writes behind the offset it stands for.
_NAMED_ZONE = re.compile(r"(Z|[+-]\d\d:?\d\d)\[[\w/+-]+\]$")
_NUMERIC = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:(?:T|,?\s+(?:(?:à|at)\s+)?)(.+))?"
)
_CLOCK = re.compile(
    r"(\d{1,2})(?::|\s?h\s?)(\d{2})?(?::(\d{2})(?:\.\d+)?)?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE
)
_WORDED = re.compile(
    r"(?:[^\W\d_]+\.?,?\s+)?(?:(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[\s-]+(?P<month>[^\W\d_]+)\.?"
    r"|(?P<month2>[^\W\d_]+)\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?),?[\s-]+(?P<year>\d{4})"
    r"(?:,?\s+(?:(?:à|at)\s+)?(?P<clock>.+))?",
    re.IGNORECASE,
)
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january janv janvier",
            "feb february fev fevr fevrier",
            "mar march mars",
            "apr april avr avril",
            "may mai",
            "jun june juin",
            "jul july juil juillet",
            "aug august aou aout",
            "sep sept september septembre",
            "oct october octobre",
            "nov november novembre",
            "dec december decembre",
        ),
        start=1,
    )
    for word in words.split()
}
_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


def read_time(text: str, order: Order | None) -> int | Problem:
    """Microseconds since 1970 of a written time; a date alone is noon UTC, no zone is UTC."""
    try:
        found = _read(text.strip(), order)
    except (ValueError, OverflowError):
        found = None
    if isinstance(found, Problem):
        return found
    if found is None:
        return Problem(RejectCode.BAD_DATE, f"{text!r} is no date we can read")
    if not _EARLIEST <= found < _LATEST:
        return Problem(RejectCode.BAD_DATE, f"{text!r} lies outside 1990 to 2099")
    return to_micros(found)


def date_in_name(name: str) -> date | None:
    """The date a file's name carries (`likers_2026-11-20.csv`), if it carries exactly one."""
    found = {match.groups() for match in _IN_NAME.finditer(name)}
    if len(found) != 1:
        return None
    year, month, day = map(int, found.pop())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def noon(day: date) -> datetime:
    """The middle of a day, UTC: what a date alone means."""
    return datetime.combine(day, _NOON)


def _read(text: str, order: Order | None) -> datetime | Problem | None:
    if _DIGITS.fullmatch(text):
        return _epoch(text)
    text = _NAMED_ZONE.sub(r"\1", text)
    text = _ZONE.sub(lambda found: "" if found.group().isspace() else "+00:00", text)
    if _ISO_DATE.match(text):
        return _iso(text)
    if other := _ISO_OTHER.fullmatch(text):
        return _aware(text) if other[1] else noon(date.fromisoformat(text))
    if numeric := _NUMERIC.fullmatch(text):
        return _numeric(numeric, order)
    if worded := _WORDED.fullmatch(text):
        return _worded(worded)
    return None


def _epoch(text: str) -> datetime | None:
    whole = text.partition(".")[0]
    if len(whole) == 8:
        return noon(datetime.strptime(whole, "%Y%m%d").replace(tzinfo=UTC).date())
    scale = {10: 1, 13: 1_000, 16: 1_000_000}.get(len(whole))
    if scale is None:
        return None
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return start + timedelta(microseconds=round(float(text) * 1_000_000 / scale))


def _iso(text: str) -> datetime:
    day = _ISO_DATE.match(text)
    if day is None:
        raise ValueError(text)
    written = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
    rest = text[day.end() :].strip()
    if not rest:
        return noon(date.fromisoformat(written))
    return _aware(f"{written}T{rest.removeprefix('T').strip()}")


def _aware(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)


def _numeric(found: re.Match[str], order: Order | None) -> datetime | Problem:
    first, mark, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    year += 2000 if year < 100 else 0
    if mark == ".":
        order = "dmy"  # nobody writes months first with dots
    if order is None and first <= 12 and second <= 12 and first != second:
        return Problem(
            RejectCode.AMBIGUOUS_DATE,
            f"{found[0]!r} can be {date(year, second, first):%-d %B} or {date(year, first, second):%-d %B}",
        )
    if order is None:
        order = "mdy" if second > 12 else "dmy"
    day, month = (first, second) if order == "dmy" else (second, first)
    return _at(date(year, month, day), found[5])


def _worded(found: re.Match[str]) -> datetime | None:
    month = _MONTHS.get(fold(found["month"] or found["month2"]))
    if month is None:
        return None
    return _at(date(int(found["year"]), month, int(found["day"] or found["day2"])), found["clock"])


def _at(day: date, clock: str | None) -> datetime:
    if not clock:
        return noon(day)
    found = _CLOCK.fullmatch(clock.strip())
    if found is None:
        raise ValueError(clock)
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    return datetime.combine(day, time(hour, int(found[2] or 0), int(found[3] or 0), tzinfo=UTC))
