"""How two companies' names are alike, and the words by which such names find each other."""

from enum import StrEnum
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from prospector.data.lists import words as listed
from prospector.identifiers.given_names import is_common
from prospector.text import fold

#: A shorter name has too many neighbours one letter away.
_MIN_SLIP = 5
#: From here on a second wrong letter may be a slip as well.
_LONG = 9
#: Fewer words than this make no initials.
_MIN_INITIALS = 3


class Alike(StrEnum):
    """What makes one company of two names."""

    SAME = "same name"
    GENERIC = "same name but for words that many companies bear"
    MISSPELT = "the name but for a slip of the pen"
    TWO_SLIPS = "the name but for two slips of the pen"
    SHORTER = "one name begins the other"
    INITIALS = "one name is the initials of the other"
    PLACE = "names that differ by a place"
    SPELLED = "a domain spells the other's name"
    LABELS = "domains that spell one name"


@lru_cache(maxsize=65_536)
def core(key: str) -> str:
    """A company key without the words that many companies bear; all of it if it has no others.

    One word is looked into as well: `durandconseil` is `durand`.
    """
    kept = [word for word in key.split() if word not in _generic()]
    if len(kept) == 1:
        kept = [_unglued(kept[0])]
    return " ".join(kept) or key


def label(domain: str) -> str:
    """What a domain says of its company's name: `durand-conseil.example` says "durand conseil"."""
    return fold(domain.partition(".")[0]) or domain


def glued(key: str) -> str:
    """A name without spaces: as domains write it, and people who slip."""
    return key.replace(" ", "")


def words(key: str) -> set[str]:
    """The words by which a name is looked up: every likeness of `alike` leaves one of them in common.

    A slip of the pen leaves the first or the second half as it is, whichever way the length changed.
    """
    kept = glued(core(key))
    found = {glued(key), kept, core(key).split()[0]}
    if len(kept) >= _MIN_SLIP:
        # A number is no slip of another: only names with the same digits may be.
        digits = "".join(char for char in kept if char.isdigit())
        for half in {len(kept) // 2, (len(kept) + 1) // 2}:
            found |= {f"{kept[:half]}…{digits}", f"{digits}…{kept[-half:]}"}
    if initials := _initials(key):
        found.add(initials)
    return found


def places(one: str, other: str) -> set[str]:
    """The places that one of two names has more."""
    return set(one.split()) ^ set(other.split())


@lru_cache(maxsize=65_536)
def alike(one: str, other: str) -> Alike | None:
    """How two company keys are alike; None = they are two names."""
    if glued(one) == glued(other):
        return Alike.SAME
    if _same_but_for_places(one.split(), other.split()):
        return Alike.PLACE
    short, long = sorted((core(one), core(other)), key=len)
    if glued(short) == glued(long):
        return Alike.GENERIC
    if slips := _slips(glued(short), glued(long)):
        return Alike.MISSPELT if slips == 1 else Alike.TWO_SLIPS
    if long.split()[: len(short.split())] == short.split() and len(short) > 2:
        return Alike.SHORTER
    return Alike.INITIALS if _initials(one) == other or _initials(other) == one else None


def is_common_name(key: str) -> bool:
    """Whether a name begins with a family name: there are many Martin Conseil."""
    return is_common(core(key).split()[0])


def _unglued(word: str) -> str:
    for end in _generic():
        if len(end) >= _MIN_SLIP and word.endswith(end) and len(word) - len(end) >= _MIN_SLIP - 1:
            return word.removesuffix(end)
    return word


def _same_but_for_places(one: list[str], other: list[str]) -> bool:
    bare, other_bare = (_without_places(name) for name in (one, other))
    return one != other and bool(bare) and bare == other_bare


def _without_places(name: list[str]) -> list[str]:
    return [word for word in name if word not in _places()]


def _slips(one: str, other: str) -> int:
    """How many slips of the pen make one name of two; 0 = none do, they are two names."""
    if len(one) < _MIN_SLIP or (is_common(one) and is_common(other)):
        return 0
    # A number is no slip of another: Agence 12 is not Agence 13.
    numbers = [[char for char in name if char.isdigit()] for name in (one, other)]
    most = 2 if len(one) >= _LONG else 1
    found = OSA.distance(one, other, score_cutoff=most)
    return found if numbers[0] == numbers[1] and found <= most else 0


def _initials(key: str) -> str | None:
    parts = [word for word in key.split() if word not in _small()]
    return "".join(word[0] for word in parts) if len(parts) >= _MIN_INITIALS else None


def _small() -> frozenset[str]:
    return frozenset({"et", "and", "und", "de", "des", "du", "la", "le", "les", "of", "the"})


@cache
def _generic() -> frozenset[str]:
    return frozenset(listed("company_words"))


@cache
def _places() -> frozenset[str]:
    return (
        frozenset(word for place in listed("company_places") for word in place.split()) - _small()
    )
