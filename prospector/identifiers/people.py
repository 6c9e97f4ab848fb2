"""Names of people: parts, a key, and the first name as it is spoken."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from prospector.text import fold

_ASIDE = re.compile(r"[(\[{\"“«][^)\]}\"”»]*[)\]}\"”»]")
_NOT_NAME = re.compile(r"[^\w\s.,'’\-·]|[\d_]", re.UNICODE)
_DOT_BETWEEN = re.compile(r"(?<=\w\w)\.(?=\w\w)")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_VOWELS = frozenset("aeiouy")
#: Honorifics the name parser does not know.
_HONORIFICS = frozenset(
    {"m", "mme", "mlle", "mr", "mrs", "ms", "monsieur", "madame", "herr", "frau", "maitre", "me"}
)
#: Small words inside surnames: "Marie de La Fontaine", "Ludwig van Beethoven".
_PARTICLES = frozenset(
    "de du des d la le van von der den del della di da dos el al ben bin".split()
)


class _Parts(NamedTuple):
    first: str | None
    last: str | None


def name_key(first: str | None, last: str | None, name: str | None) -> str | None:
    """The folded full name, or None where it is not full (one word, an initial).

    Half a name is no identity: it would make one person of every Claire D.
    """
    if not (first and last):
        first, last = split_name(name or " ".join(filter(None, (first, last))))
    given, family = fold(_tidy(first or "")), fold(_tidy(last or ""))
    if not given and _is_whole_in_one_word(family):
        return family
    if min(len(given), len(family)) < 2:
        return None
    return f"{given} {family}"


@lru_cache(maxsize=65_536)
def split_name(name: str) -> tuple[str | None, str | None]:
    """First and last name of a full one: "DURAND Claire", "Durand, Claire" and "Dr Claire Durand" alike."""
    from nameparser import HumanName

    words = _tidy(name).split()
    while len(words) > 1 and fold(words[0]) in _HONORIFICS:
        words = words[1:]
    words = _surname_last(words)
    if len(words) == 1 and _is_whole_in_one_word(fold(words[0])):
        return None, words[0]
    parsed = HumanName(" ".join(words))
    first, last = parsed.first, parsed.last
    if parsed.middle and _is_particle(parsed.middle):
        last = f"{parsed.middle} {last}"
    return first.strip(" .,") or None, last.strip(" .,") or None


@lru_cache(maxsize=65_536)
def spoken_first_name(first: str | None) -> str | None:
    """A first name fit for a greeting: "MARIE-LINE" is "Marie-Line"; None for initials and emoji."""
    tidy = _tidy(first or "")
    words = tidy.replace(".", ". ").split()
    while len(words) > 1 and fold(words[0]) in _HONORIFICS | {"dr", "prof"}:
        words = words[1:]
    if (first and any(char.isdigit() or char in "@/" for char in first)) or not words:
        return None
    words = [word for word in words if not word.endswith(".") and len(fold(word)) > 1][:2]
    if not words or _is_initials(words[0]):
        return None
    return " ".join(_WORD.sub(_capital, word) for word in words)


def _tidy(name: str) -> str:
    """The name without asides, emoji, digits and what follows a bar or a dash between spaces."""
    name = unicodedata.normalize("NFC", name)
    name = re.split(r"\s[|–—•-]\s|[|•]", _ASIDE.sub(" ", name), maxsplit=1)[0]
    return " ".join(_DOT_BETWEEN.sub(" ", _NOT_NAME.sub(" ", name)).split())


def _surname_last(words: list[str]) -> list[str]:
    """Put a surname in capitals behind: French lists write DURAND Claire."""
    capitals = 0
    while capitals < len(words) and _is_shouted(words[capitals]):
        capitals += 1
    if 0 < capitals < len(words) and not any(map(_is_shouted, words[capitals:])):
        return words[capitals:] + words[:capitals]
    return words


def _is_shouted(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters) and "." not in word


def _is_particle(words: str) -> bool:
    return fold(words).split()[0] in _PARTICLES


def _is_whole_in_one_word(word: str) -> bool:
    """A Chinese, Japanese or Korean name is written in one piece."""
    return len(word) > 1 and all(
        "\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in word
    )


def _is_initials(word: str) -> bool:
    plain = fold(word).replace(" ", "")
    return len(plain) < 2 or (word.isupper() and len(plain) < 4 and not _VOWELS & set(plain))


def _capital(word: re.Match[str]) -> str:
    text = word[0]
    return text[:1].upper() + text[1:].lower() if text.isupper() or text.islower() else text
