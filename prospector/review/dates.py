"""Read a day as people type it: `3d`, `2w`, `monday`, `lundi`, `tomorrow`, `2026-12-01`."""

from datetime import date, timedelta

from prospector.text import fold

#: What to write, for help texts and refusals.
HINT = "write 3d, 2w, monday or 2026-12-01"

_WEEKDAYS = {
    name: index
    for names in (
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    )
    for index, name in enumerate(names)
}
_TOMORROW = {"tomorrow", "demain"}
#: Days of a unit; "j" is jour, "s" semaine.
_UNITS = {"d": 1, "j": 1, "w": 7, "s": 7}
_LONGEST = timedelta(days=730)


def day(text: str, today: date) -> date:
    """The day meant, always after today; a weekday is the next one.

    Raises:
        ValueError: it is not a day, not after today, or more than two years away.
    """
    found = _day(text.strip(), today)
    if found is None:
        raise ValueError(f"{text!r} is not a day; {HINT}")
    if found <= today:
        raise ValueError(f"{found} is not after today ({today})")
    if found - today > _LONGEST:
        raise ValueError(f"{found} is more than two years away")
    return found


def _day(text: str, today: date) -> date | None:
    word = fold(text)
    if word in _TOMORROW:
        return today + timedelta(days=1)
    if word in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[word] - today.weekday() - 1) % 7 + 1)
    number, unit = text[:-1].strip(), text[-1:].lower()
    if unit in _UNITS and number.isascii() and number.isdigit() and len(number) <= 3:
        return today + timedelta(days=int(number) * _UNITS[unit])
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
