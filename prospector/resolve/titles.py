"""What a title tells: the function someone works in, and how high they stand."""

import re
from functools import cache, lru_cache

from prospector.data.lists import words
from prospector.identifiers import split_headline
from prospector.text import fold

#: In the word lists: a phrase that means nothing, so that a part of it is not misread.
_NOTHING = "-"
_SHOUTED_IT = re.compile(r"\bIT\b|\bI\.T\.")


@lru_cache(maxsize=65_536)
def function_of(title: str) -> str | None:
    """The function a title names first ("VP Sales & Marketing" is sales); None if it names none."""
    pattern, meanings = _functions()
    for match in pattern.finditer(_plain(title)):
        meaning = meanings[(match.lastindex or 1) - 1]
        if meaning != _NOTHING:
            return meaning
    return None


@lru_cache(maxsize=65_536)
def seniority_of(title: str) -> str | None:
    """The standing a title states, by the first line of the list it holds; None if it states none."""
    text = _plain(title)
    for meaning, pattern in _seniorities():
        if pattern.search(text):
            if meaning != _NOTHING:
                return meaning
            text = pattern.sub(" ", text)
    return None


def _plain(title: str) -> str:
    """The folded title without its employer; the pronoun "it" is no department."""
    role = split_headline(title)[0] or title
    text = fold(role)
    return text if _SHOUTED_IT.search(role) else re.sub(r"\bit\b", " ", text)


@cache
def _functions() -> tuple[re.Pattern[str], list[str]]:
    """One pattern, longer phrases first, and the meaning of each of its groups."""
    entries = [
        (phrase, meaning) for meaning, phrases in _entries("functions") for phrase in phrases
    ]
    entries.sort(key=lambda entry: (-len(entry[0]), entry[0]))
    pattern = "|".join(f"({_spelled(phrase)})" for phrase, _ in entries)
    return re.compile(rf"\b(?:{pattern})\b"), [meaning for _, meaning in entries]


@cache
def _seniorities() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (meaning, re.compile(rf"\b(?:{'|'.join(map(_spelled, phrases))})\b"))
        for meaning, phrases in _entries("seniorities")
    ]


def _spelled(phrase: str) -> str:
    return re.escape(phrase).replace(r"\*", r"\w*")


def _entries(name: str) -> list[tuple[str, list[str]]]:
    entries = []
    for line in words(name):
        meaning, _, phrases = line.partition(":")
        entries.append((meaning.strip(), [phrase.strip() for phrase in phrases.split(";")]))
    return entries
