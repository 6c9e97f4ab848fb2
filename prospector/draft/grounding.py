"""Whether a text says only what is known: every number, date, link, address and name has a source."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from prospector.draft.wording import month_number
from prospector.text import fold

_WORD = re.compile(r"\w+")
#: A number as people group it: 1,200 or 1 200 or 1.200,50.
_NUMBER = re.compile(r"(?<!\w)\d+(?:[ .,\u00a0\u202f]\d{3})*(?:[.,]\d+)?(?!\w)")
_GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"«»()\[\]]+", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(r"(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?![\w@-])")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_SLASHED_DATE = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})\b")
_DAY_MONTH = re.compile(r"\b(\d{1,2})(?:er|st|nd|rd|th)?(?: of)? ([^\W\d_]{3,9})\.?(?: (\d{4}))?")
_MONTH_DAY = re.compile(r"\b([^\W\d_]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4}))?")


class Read(NamedTuple):
    """What a text says: folded words, numbers, days as day and month, addresses of all sorts."""

    words: frozenset[str]
    numbers: frozenset[str]
    dates: frozenset[tuple[int, int]]
    places: frozenset[str]


@lru_cache(maxsize=4_096)
def read(text: str) -> Read:
    """What a source says; most sources serve every draft of a day, so they are read once."""
    return Read(
        words=frozenset(words(text)),
        numbers=frozenset(number for _, number in numbers(text)),
        dates=frozenset(day for _, day in dates(text)),
        places=frozenset(places(text)),
    )


class Sources:
    """The texts a message may draw on."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = tuple(texts)
        self._read = [read(text) for text in dict.fromkeys(self.texts)]

    def have_word(self, word: str) -> bool:
        """Whether one of them has this folded word."""
        return any(word in each.words for each in self._read)

    def have_number(self, number: str) -> bool:
        """Whether one of them has this number, in its one spelling."""
        return any(number in each.numbers for each in self._read)

    def have_date(self, day: tuple[int, int]) -> bool:
        """Whether one of them has this day and month."""
        return any(day in each.dates for each in self._read)

    def have_place(self, place: str) -> bool:
        """Whether one of them has this web address, e-mail address or host."""
        return any(place in each.places for each in self._read)


def ungrounded(text: str, sources: Sources) -> list[str]:
    """The pieces of a text that no source has, as they are written, each once."""
    found = [
        *(place for place in places(text) if not sources.have_place(place)),
        *(written for written, day in dates(text) if not sources.have_date(day)),
        *(written for written, number in numbers(text) if not _known(number, written, sources)),
        *(
            name
            for name in dict.fromkeys(names(text))
            if not all(map(sources.have_word, words(name)))
        ),
    ]
    return list(dict.fromkeys(found))


def _known(number: str, written: str, sources: Sources) -> bool:
    if sources.have_number(number):
        return True
    # "in 12 300 machines" may be two numbers that merely stand side by side.
    pieces = re.split(r"[ \u00a0\u202f]", written)
    return len(pieces) > 1 and all(sources.have_number(canonical(piece)) for piece in pieces)


def words(text: str) -> Iterator[str]:
    """The words of a text, folded."""
    for token in _WORD.findall(text):
        yield from _folded(token)


@lru_cache(maxsize=65_536)
def _folded(token: str) -> tuple[str, ...]:
    return tuple(fold(token).split())


def names(text: str) -> Iterator[str]:
    """What may be a name: words with a capital, and words with a digit in them."""
    for token in _WORD.findall(text):
        if token[0].isupper() or (any(map(str.isdigit, token)) and not token.isdigit()):
            yield token


def numbers(text: str) -> Iterator[tuple[str, str]]:
    """The numbers of a text, as written and as one spelling."""
    for match in _NUMBER.finditer(text):
        yield match[0], canonical(match[0])


def canonical(number: str) -> str:
    """One spelling per number: 1,200 and 1 200 and 1200.0 are '1200'."""
    plain = re.sub(r"[ \u00a0\u202f]", "", number)
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[.,]", "", plain)
    plain = plain.replace(",", ".")
    if plain.count(".") > 1:
        whole, _, decimals = plain.rpartition(".")
        plain = f"{whole.replace('.', '')}.{decimals}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.lstrip("0") or "0"


def dates(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The days of a text, as written and as day and month."""
    for match in _ISO_DATE.finditer(text):
        yield from _day(match[0], match[3], int(match[2]))
    for match in _SLASHED_DATE.finditer(text):
        yield from _day(match[0], match[1], int(match[2]))
    for match in _DAY_MONTH.finditer(text):
        yield from _day(match[0], match[1], month_number(match[2]))
    for match in _MONTH_DAY.finditer(text):
        yield from _day(match[0], match[2], month_number(match[1]))


def _day(written: str, day: str, month: int | None) -> Iterator[tuple[str, tuple[int, int]]]:
    try:
        found = date(2000, month or 0, int(day))  # a leap year: 29 February is a day
    except ValueError:
        return
    yield written, (found.day, found.month)


def places(text: str) -> Iterator[str]:
    """Web addresses, e-mail addresses and hosts, in lower case."""
    for link in links(text):
        yield link.lower()
    for address in _ADDRESS.findall(text):
        yield address.rstrip(".-").lower()
    without = _LINK.sub(" ", text)
    yield from _HOST.findall(without)


def links(text: str) -> list[str]:
    """The web addresses of a text, without the punctuation around them."""
    return [match.rstrip(".,;:!?'…") for match in _LINK.findall(text)]


def sources_of(values: Iterable[object]) -> tuple[str, ...]:
    """The texts in some values: texts as they are, numbers as digits, lists item by item."""
    found: list[str] = []
    for value in values:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list | tuple):
            found += sources_of(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found.append(str(int(value)) if float(value).is_integer() else str(value))
    return tuple(found)
