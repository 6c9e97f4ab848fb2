"""How two people's names are alike: the same, or the same but for what happens to names."""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from prospector.identifiers.given_names import is_common, same_first_name
from prospector.text import fold


class Alike(StrEnum):
    """What makes one name of two."""

    SAME = "same name"
    SWAPPED = "first and last name swapped"
    SHORT_FORM = "a short form of the first name"
    INITIAL = "the initial of the first name"
    MISSPELT = "the name but for a slip of the pen"
    SHORTER = "a part of the name is missing"
    SPELLED = "the address spells the name"


class Name(NamedTuple):
    """First and last name, folded; empty where unknown."""

    first: str
    last: str

    @property
    def words(self) -> frozenset[str]:
        """The words of both, initials left out."""
        return frozenset(word for word in (*self.first.split(), *self.last.split()) if word[1:])

    @property
    def whole(self) -> bool:
        """Whether both are known, if only by an initial."""
        return bool(self.first and self.last)


def name_of(first: str | None, last: str | None) -> Name:
    """A name as names are compared."""
    return Name(fold(first or ""), fold(last or ""))


def alike(one: Name, other: Name) -> Alike | None:
    """How two whole names are alike; None = they are two names."""
    if not (one.whole and other.whole):
        return None
    if one == other or _joined(one) == _joined(other):
        return Alike.SAME
    if (one.first, one.last) == (other.last, other.first):
        return Alike.SWAPPED
    return (
        _first_of_one_family(one, other) if one.last == other.last else _written_apart(one, other)
    )


def _first_of_one_family(one: Name, other: Name) -> Alike | None:
    if 1 in (len(one.first), len(other.first)):
        return Alike.INITIAL if one.first[0] == other.first[0] else None
    if same_first_name(one.first, other.first):
        return Alike.SHORT_FORM
    return _written_apart(one, other)


def _written_apart(one: Name, other: Name) -> Alike | None:
    if _is_slip(one.first, other.first) and _is_slip(one.last, other.last):
        return Alike.MISSPELT
    return Alike.SHORTER if _is_part(one, other) or _is_part(other, one) else None


def spells(address: str, name: Name) -> bool:
    """Whether an e-mail address is made of a name: `claire.durand`, `c.durand`, `durandc`, `cdurand`."""
    local = fold(address.partition("@")[0]).rstrip("0123456789 ")
    words, glued = set(local.split()), local.replace(" ", "")
    if not name.whole or len(name.last) < 2:
        return False
    first, last = name.first.replace(" ", ""), name.last.replace(" ", "")
    forms = {first + last, last + first, first[0] + last, last + first[0]}
    initials = "".join(word[0] for word in name.first.split())
    return glued in forms | {initials + last} or {first, last} <= words


def _joined(name: Name) -> tuple[str, str]:
    return name.first.replace(" ", ""), name.last.replace(" ", "")


@lru_cache(maxsize=65_536)
def _is_slip(one: str, other: str) -> bool:
    """The same word, or one slip of the pen away; a well-known name is no slip of another."""
    if one == other:
        return True
    shortest = min(len(one), len(other))
    if shortest < 4 or (is_common(one) and is_common(other)):
        return False
    return OSA.distance(one, other, score_cutoff=2) <= (2 if shortest >= 9 else 1)


def _is_part(short: Name, long: Name) -> bool:
    """Whether one name is the other without a second first name, or half of a double surname."""
    first, last = short.first.split(), short.last.split()
    whole_first, whole_last = long.first.split(), long.last.split()
    return (
        first == whole_first[: len(first)]
        and bool(last)
        and (last == whole_last[: len(last)] or last == whole_last[-len(last) :])
    )
