"""Names of people: parts, a key, and the first name as it is spoken."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from prospector.data.lists import words
from prospector.text import fold

_ASIDE = re.compile(r"[(\[{\"“«][^)\]}\"”»]*[)\]}\"”»]")
_BREAK = re.compile(r"\s[\u2013\u2014-]\s|[|•]")
_NOT_NAME = re.compile(r"[^\w\s.,'\u2019\-·]|[\d_]")
_DOT_BETWEEN = re.compile(r"(?<=\w\w)\.(?=\w\w)")
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("aeiouy")
#: Honorifics the name parser does not know.
_HONORIFICS = frozenset(
    {"m", "mme", "mlle", "mr", "mrs", "ms", "monsieur", "madame", "herr", "frau", "maitre", "me"}
)
_TITLES = _HONORIFICS | {"dr", "prof", "docteur", "professeur"}


class _Parts(NamedTuple):
    first: str
    middle: str
    last: str


def name_key(first: str | None, last: str | None, name: str | None) -> str | None:
    """The folded full name, or None where it is not full (one word, an initial).

    Half a name is no identity: it would make one person of every Claire D.
    """
    if first and last:
        parts = _Parts(_tidy(first), "", _tidy(last))
    else:
        parts = _parse(name or first or last or "")
    given, family = fold(parts.first), fold(parts.last)
    if not given and _is_whole_in_one_word(family):
        return family
    if min(len(given), len(family)) < 2:
        return None
    middle = " ".join(word for word in fold(parts.middle).split() if len(word) > 1)
    return " ".join(f"{given} {middle} {family}".split())


def split_name(name: str) -> tuple[str | None, str | None]:
    """First and last name of a full one: "DURAND Claire", "Durand, Claire" and "Dr Claire Durand" alike."""
    first, middle, last = _parse(name)
    if middle and fold(middle).split()[:1] and fold(middle).split()[0] in _particles():
        last = f"{middle} {last}"
    return first or None, last or None


@lru_cache(maxsize=65_536)
def spoken_first_name(first: str | None) -> str | None:
    """A first name fit for a greeting: "MARIE-LINE" is "Marie-Line"; None for initials and emoji."""
    if not first or any(char.isdigit() or char in "@/" for char in first):
        return None
    parts = _without_titles(_tidy(first).replace(".", ". ").split())
    whole = [part for part in parts if not part.endswith(".") and len(fold(part)) > 1][:2]
    if not whole or _is_initials(whole[0]):
        return None
    return " ".join(_WORD.sub(_capital, part) for part in whole)


@lru_cache(maxsize=65_536)
def _parse(name: str) -> _Parts:
    from nameparser import HumanName

    given = _tidy(name).split()
    parts = _surname_last(_without_titles(given))
    if len(parts) == 1 and (len(given) > 1 or _is_whole_in_one_word(fold(parts[0]))):
        return _Parts("", "", parts[0])  # "Mme Durand", or a name of one word that is whole
    parsed = HumanName(" ".join(parts))
    return _Parts(*(part.strip(" .,") for part in (parsed.first, parsed.middle, parsed.last)))


def _tidy(name: str) -> str:
    """The name without asides, emoji, digits and what follows a bar or a dash between spaces."""
    plain = _BREAK.split(_ASIDE.sub(" ", unicodedata.normalize("NFKC", name)), maxsplit=1)[0]
    return " ".join(_DOT_BETWEEN.sub(" ", _NOT_NAME.sub(" ", plain)).split())


def _without_titles(parts: list[str]) -> list[str]:
    while len(parts) > 1 and fold(parts[0]) in _TITLES:
        parts = parts[1:]
    return parts


def _surname_last(parts: list[str]) -> list[str]:
    """Put a surname in capitals behind: French lists write DURAND Claire."""
    capitals = 0
    while capitals < len(parts) and _is_shouted(parts[capitals]):
        capitals += 1
    if 0 < capitals < len(parts) and not any(map(_is_shouted, parts[capitals:])):
        return parts[capitals:] + parts[:capitals]
    return parts


def _is_shouted(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters) and "." not in word


def _is_whole_in_one_word(word: str) -> bool:
    """A Chinese, Japanese or Korean name is written in one piece."""
    return len(word) > 1 and all(
        "\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in word
    )


def _is_initials(word: str) -> bool:
    plain = fold(word).replace(" ", "")
    return len(plain) < 2 or (word.isupper() and len(plain) < 4 and not _VOWELS & set(plain))


def _capital(word: re.Match[str]) -> str:
    text = word[0]
    return text[:1].upper() + text[1:].lower() if text.isupper() or text.islower() else text


@cache
def _particles() -> frozenset[str]:
    return frozenset(words("particles"))
