"""How a message greets, names a day and offers a way out, in each language."""

from datetime import date

from prospector.policy.calendar import MONTHS
from prospector.text import fold

LANGUAGES = ("en", "fr")
#: The language people of a country are written to in, where there is no doubt.
_OF_COUNTRY = {
    **dict.fromkeys(("FR", "MC", "GP", "MQ", "GF", "RE", "YT", "PM", "NC", "PF", "WF"), "fr"),
    **dict.fromkeys(("GB", "IE", "US", "AU", "NZ"), "en"),
}
#: Beyond this many days, a day without its year would be misread.
_NEEDS_YEAR = 300
_MALE = {"en": "Mr", "fr": "Monsieur"}
_FEMALE = {"en": "Ms", "fr": "Madame"}
_DOCTOR = {"en": "Dr", "fr": "Docteur"}
_CIVILITY = {
    **dict.fromkeys(("m", "mr", "monsieur", "mister", "herr"), _MALE),
    **dict.fromkeys(
        ("mme", "mlle", "madame", "mademoiselle", "mrs", "ms", "miss", "frau"), _FEMALE
    ),
    **dict.fromkeys(("dr", "docteur", "doctor"), _DOCTOR),
}
NO_COMPANY = {"en": "your company", "fr": "votre entreprise"}
OPT_OUT = {
    "en": 'If you would rather not hear from us, answer "stop" and we will not write again.',
    "fr": "Si vous préférez ne plus recevoir nos messages, répondez « stop » et nous ne vous écrirons plus.",
}

SOURCE = {"en": "Source of your details: {}.", "fr": "Source de vos coordonnées : {}."}


def language_of(
    own: str | None, country: str | None, account_country: str | None, default: str
) -> str:
    """The language a person is written to in: theirs, else their country's, else ours."""
    if own:
        return own.lower()[:2]
    return _OF_COUNTRY.get((country or account_country or "").upper(), default)


def civility(raw: str | None, language: str) -> str | None:
    """Madame, Monsieur, Ms, Mr, Dr; None where what was given is none of them."""
    return _CIVILITY[key][language] if raw and (key := fold(raw)) in _CIVILITY else None


def greeting(
    language: str, *, first_name: str | None, last_name: str | None, civility: str | None
) -> str:
    """The first words, without their comma.

    French greets by civility where it is known; English by first name. Nothing is guessed: with
    neither, the greeting names nobody.
    """
    formal = f"{civility} {last_name}" if civility and last_name else None
    if language == "fr":
        named = formal or first_name
        return f"Bonjour {named}" if named else "Bonjour"
    if first_name:
        return f"Hi {first_name}"
    return f"Hello {formal}" if formal else "Hello"


def spoken_date(day: date, today: date, language: str) -> str:
    """A day in words: 12 November, 1er mars; with its year once it could be misread."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    month = MONTHS[language][day.month - 1]
    year = f" {day.year}" if (today - day).days > _NEEDS_YEAR else ""
    return f"{number} {month}{year}"


def one_line(text: str | None) -> str | None:
    """A value as one line: no line break of a value can start a line, or a mail header, of ours."""
    if text is None:
        return None
    return " ".join(text.split()) or None


def month_number(word: str) -> int | None:
    """The month a word names, in either language, or None."""
    return _MONTH_NUMBERS.get(fold(word))


_MONTH_NUMBERS = {
    fold(name): number for names in MONTHS.values() for number, name in enumerate(names, start=1)
}
_MONTH_NUMBERS |= {
    name[:3]: number for name, number in _MONTH_NUMBERS.items() if name not in ("juin", "juillet")
}
