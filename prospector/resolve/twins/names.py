"""How two companies' names are alike, and the words by which such names find each other."""

from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

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
#: Stands in a word for the half of a name that may hold a slip.
CUT = "…"
_SMALL = frozenset({"et", "and", "und", "de", "des", "du", "la", "le", "les", "of", "the"})


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


class Spelt(NamedTuple):
    """A company key taken apart once, to be compared with many."""

    #: Without spaces.
    glued: str
    #: What is left without the words that many companies bear; as words, and without spaces.
    core: str
    parts: tuple[str, ...]
    kept: str
    #: The digits of what is left.
    digits: str
    #: Its words without places.
    bare: tuple[str, ...]
    initials: str | None
    #: Whether what is left is a name that very many bear.
    is_common: bool


@lru_cache(maxsize=65_536)
def spelt(key: str) -> Spelt:
    """Take a company key apart."""
    kept = glued(core(key))
    return Spelt(
        glued(key),
        core(key),
        tuple(core(key).split()),
        kept,
        _digits(kept),
        tuple(word for word in key.split() if word not in _places()),
        _initials(key),
        is_common(kept),
    )


@lru_cache(maxsize=65_536)
def core(key: str) -> str:
    """A company key without the words that many companies bear; all of it if it has no others.

    One word is looked into as well: `durandconseil` is `durand`.
    """
    kept = [word for word in key.split() if word not in _generic()]
    if len(kept) == 1:
        kept = [_unglued(kept[0])]
    return " ".join(kept) or key


@lru_cache(maxsize=65_536)
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
    own = core(key)
    kept = glued(own)
    found = {glued(key), kept, own.partition(" ")[0]}
    if len(kept) >= _MIN_SLIP:
        # Only names with the same digits may be slips of one another.
        digits = _digits(kept)
        for half in {len(kept) // 2, (len(kept) + 1) // 2}:
            found |= {f"{kept[:half]}{CUT}{digits}", f"{digits}{CUT}{kept[-half:]}"}
    if initials := _initials(key):
        found.add(initials)
    return found


def places(one: str, other: str) -> set[str]:
    """The places that one of two names has more."""
    return set(one.split()) ^ set(other.split())


@lru_cache(maxsize=65_536)
def alike(one: str, other: str) -> Alike | None:
    """How two company keys are alike; None = they are two names."""
    this, that = spelt(one), spelt(other)
    if this.glued == that.glued:
        return Alike.SAME
    if this.bare and this.bare == that.bare:
        return Alike.PLACE
    if this.kept == that.kept:
        return Alike.GENERIC
    short, long = (this, that) if len(this.core) <= len(that.core) else (that, this)
    if slips := _slips(short, long):
        return Alike.MISSPELT if slips == 1 else Alike.TWO_SLIPS
    if long.parts[: len(short.parts)] == short.parts and len(short.core) > 2:
        return Alike.SHORTER
    return Alike.INITIALS if this.initials == other or that.initials == one else None


def is_common_name(key: str) -> bool:
    """Whether a name begins with a family name: there are many Martin Conseil."""
    return is_common(spelt(key).parts[0])


def _unglued(word: str) -> str:
    """The word without another at its end that many companies bear, if enough is left."""
    if not word.endswith(_endings()):
        return word
    for end in _endings():
        if word.endswith(end) and len(word) - len(end) >= _MIN_SLIP - 1:
            return word.removesuffix(end)
    return word


def _slips(one: Spelt, other: Spelt) -> int:
    """How many slips of the pen make one name of two; 0 = none do, they are two names."""
    size = len(one.kept)
    most = 2 if size >= _LONG else 1
    if size < _MIN_SLIP or one.digits != other.digits or abs(len(other.kept) - size) > most:
        return 0
    if one.is_common and other.is_common:
        return 0
    found = OSA.distance(one.kept, other.kept, score_cutoff=most)
    return found if found <= most else 0


def _digits(name: str) -> str:
    """A number is no slip of another: Agence 12 is not Agence 13."""
    return "" if name.isalpha() else "".join(filter(str.isdigit, name))


def _initials(key: str) -> str | None:
    parts = [word for word in key.split() if word not in _SMALL]
    return "".join(word[0] for word in parts) if len(parts) >= _MIN_INITIALS else None


@cache
def _generic() -> frozenset[str]:
    return frozenset(listed("company_words"))


@cache
def _endings() -> tuple[str, ...]:
    """Words that many companies bear, as they end one word; the longest first."""
    long = (word for word in _generic() if len(word) >= _MIN_SLIP)
    return tuple(sorted(long, key=lambda word: (-len(word), word)))


@cache
def _places() -> frozenset[str]:
    return frozenset(word for place in listed("company_places") for word in place.split()) - _SMALL
