"""The day somebody says they are back, read from an automatic answer in English or French.

A day that can be read as another one (03/04) is not guessed.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from prospector.text import fold

#: People are rarely away for longer; a later day is some other day.
_LONGEST = timedelta(days=370)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january janvier jan janv",
            "february fevrier feb fevr",
            "march mars mar",
            "april avril apr avr",
            "may mai",
            "june juin jun",
            "july juillet jul juil",
            "august aout aug",
            "september septembre sep sept",
            "october octobre oct",
            "november novembre nov",
            "december decembre dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
#: Words before the first day back, and before the last day away.
_BACK = re.compile(
    r"\b(?:(?:be )?back (?:in the office )?(?:on|from)?|return(?:ing)?(?: to (?:the )?office)?(?: on)?"
    r"|(?:de )?retour(?: au bureau)?(?: a partir)?(?: d[ue])?|reviens(?: au bureau)?|serai(?: de nouveau)? presente?"
    r"|a partir du|joignable (?:a partir )?(?:du|le))\b"
)
_UNTIL = re.compile(
    r"\b(?:until|till|through|up to(?: and including)?|jusqu au|jusqu a|au(?= \d)|inclus jusqu au)\b"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_DAY = re.compile(
    rf"^\s*(?:(?:on|the|le|du|au|a)\s+)*(?:{_WEEKDAY}\s+)?(?:(?:the|le)\s+)?(?:"
    rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er)?\s+(?:of\s+)?(?P<m1>{_MONTH})\b(?:\s+(?P<y1>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:\s+(?P<y2>\d{{4}}))?"
    r"|(?P<y3>\d{4})\s(?P<m3>\d{1,2})\s(?P<d3>\d{1,2})\b"
    r"|(?P<a4>\d{1,2})\s(?P<b4>\d{1,2})(?:\s(?P<y4>\d{4}|\d{2}))?\b)"
)
#: How far behind the words the day may stand.
_WITHIN = 60


def day(text: str, sent: date) -> date | None:
    """The first working day they are back; None when nothing clear is said."""
    said = fold(text)
    french = len(re.findall(r"\b(?:je|le|la|les|du|au|jusqu|et|suis|serai|bureau)\b", said)) > 2
    for pattern, away in ((_BACK, False), (_UNTIL, True)):
        for found in _days(said, pattern, sent, french=french):
            back = found + timedelta(days=1) if away else found
            while back.weekday() > 4:
                back += timedelta(days=1)
            if sent <= back <= sent + _LONGEST:
                return back
    return None


def _days(said: str, pattern: re.Pattern[str], sent: date, *, french: bool) -> Iterator[date]:
    for words in pattern.finditer(said):
        match = _DAY.match(said[words.end() : words.end() + _WITHIN])
        found = _read(match, sent, french=french) if match else None
        if found is not None:
            yield found


def _read(match: re.Match[str], sent: date, *, french: bool) -> date | None:
    part = match.groupdict()
    if part["a4"]:
        first, second = int(part["a4"]), int(part["b4"])
        if not french and first <= 12 and second <= 12 and first != second:
            return None  # the third of April, or the fourth of March?
        number, month = (first, second) if french or first > 12 else (second, first)
        year = part["y4"]
    else:
        number = int(part["d1"] or part["d2"] or part["d3"])
        name = part["m1"] or part["m2"]
        month = _MONTHS[name] if name else int(part["m3"])
        year = part["y1"] or part["y2"] or part["y3"]
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, number)
        near = date(sent.year, month, number)
        return near if near >= sent - timedelta(days=60) else near.replace(year=sent.year + 1)
    except ValueError:
        return None
