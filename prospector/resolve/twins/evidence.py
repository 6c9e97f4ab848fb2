"""What speaks for and against two accounts being one company, and how sure that makes us.

Like people's (`resolve/comparing/evidence.py`): weights in log-odds, a confidence is the logistic
function of their sum. They were fitted on generated lists (`benchmarks/companies.py`) and rounded.
"""

import math
from collections.abc import Collection, Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from prospector.identifiers.homographs import skeleton
from prospector.resolve.twins.names import (
    Alike,
    alike,
    glued,
    is_common_name,
    label,
    places,
    spelt,
    words,
)
from prospector.text import fold

#: Where every sum begins.
BASE = -1.6
#: A suggestion below this would waste the time of whoever judges it. Lower than people's: it holds nobody.
WORTHWHILE = 0.45
#: Labels of domains that share at least so many first letters look alike.
_BEGINNING = 4


class Evidence(StrEnum):
    """One thing that two companies have in common, or not, as people read it."""

    SPELLED_TOO = "the domain spells the name"
    SAME_LABEL = "domains that differ by their ending only"
    ALIKE_LABELS = "domains that begin alike"
    ONE_DOMAIN = "one of them is only a name"
    NO_DOMAIN = "both are only names"
    SAME_CITY = "same city"
    SAME_COUNTRY = "same country"
    COMMON_NAME = "a common name"
    COMMON_WORD = "a common name is all they share"
    OTHER_DOMAINS = "two unlike domains"
    OTHER_CITY = "another city"
    OTHER_COUNTRY = "another country"
    LOOKS_LIKE = "a domain that only looks like the other"


#: Evidence against is told after "but". Set by hand, for want of cases:
#: initials, labels, looks.
WEIGHTS: dict[Alike | Evidence, float] = {
    Alike.SAME: 1.3,
    Alike.GENERIC: 2.9,
    Alike.MISSPELT: 2.0,
    Alike.TWO_SLIPS: -2.7,
    Alike.SHORTER: -1.2,
    Alike.INITIALS: 0.0,
    Alike.PLACE: -5.4,
    Alike.SPELLED: 2.5,
    Alike.LABELS: 1.8,
    Evidence.NO_DOMAIN: 2.5,
    Evidence.ONE_DOMAIN: 1.9,
    Evidence.SPELLED_TOO: 0.8,
    Evidence.SAME_CITY: 0.7,
    Evidence.SAME_COUNTRY: 0.0,
    Evidence.SAME_LABEL: 0.4,
    Evidence.ALIKE_LABELS: -1.1,
    Evidence.OTHER_CITY: -2.7,
    Evidence.OTHER_DOMAINS: -3.3,
    Evidence.OTHER_COUNTRY: -4.0,
    Evidence.COMMON_NAME: -1.0,
    Evidence.COMMON_WORD: -4.4,
    Evidence.LOOKS_LIKE: -6.0,
}
#: What is told first though it does not count.
_NAMED = frozenset(Alike)


_NO_WAY = {None}
#: Likenesses of whole names.
_WHOLE = (Alike.SAME, Alike.GENERIC)


class Card(NamedTuple):
    """An account, as far as likeness goes: its company keys, its domain, its seat."""

    account_id: int
    names: frozenset[str]
    domain: str | None
    city: str | None = None
    country: str | None = None

    @property
    def said(self) -> frozenset[str]:
        """Its names, or what its domain says of them."""
        return self.names or frozenset([label(self.domain)] if self.domain else [])

    @property
    def words(self) -> set[str]:
        """The words by which it is looked up."""
        said = {*self.names, label(self.domain)} if self.domain else self.names
        return {word for name in said for word in words(name)}


class Twins(NamedTuple):
    """Two accounts, the older first, why they may be one company, and how sure that is."""

    account_id: int
    other_account_id: int
    reason: str
    confidence: float

    @property
    def pair(self) -> str:
        """The pair in one word."""
        return pair_of(self.account_id, self.other_account_id)


def pair_of(one: int, other: int) -> str:
    """How two accounts are written as a pair."""
    low, high = sorted((one, other))
    return f"account:{low}|account:{high}"


def likely(pairs: Iterable[tuple[Card, Card]]) -> list[Twins]:
    """The pairs that are likely enough to show."""
    found = []
    for one, other in pairs:
        evidence = compare(one, other)
        if evidence:
            reason, confidence = weigh(evidence)
            if confidence >= WORTHWHILE:
                low, high = sorted((one.account_id, other.account_id))
                found.append(Twins(low, high, reason, confidence))
    return found


def weigh(found: Collection[Alike | Evidence]) -> tuple[str, float]:
    """How sure some evidence makes us: what speaks for it first, then what speaks against."""
    return _weighed(frozenset(found))


@lru_cache(maxsize=4_096)
def _weighed(found: frozenset[Alike | Evidence]) -> tuple[str, float]:
    total = BASE + sum(WEIGHTS[each] for each in found)
    ordered = [each for each in WEIGHTS if each in found]
    for_it = [each.value for each in ordered if WEIGHTS[each] >= 0 or each in _NAMED]
    against = [each.value for each in ordered if WEIGHTS[each] < 0 and each not in _NAMED]
    reason = ", ".join(for_it) + (f"; but {', '.join(against)}" if against else "")
    return reason, round(1 / (1 + math.exp(-total)), 2)


def compare(one: Card, other: Card) -> frozenset[Alike | Evidence] | None:
    """The evidence about two accounts; None where nothing makes one name of theirs."""
    how = _alike(one, other)
    if how is None:
        return None
    found: set[Alike | Evidence] = {how, *_of_seats(one, other), *_of_domains(one, other, how)}
    if any(is_common_name(name) for name in one.said | other.said):
        found.add(Evidence.COMMON_NAME if how is Alike.SAME else Evidence.COMMON_WORD)
    return frozenset(found)


def _alike(one: Card, other: Card) -> Alike | None:
    """The likeness that says most: of names, else of a domain and a name, else of domains."""
    ways = {_of_names(*pair, one, other) for pair in product(one.said, other.said)}
    how = next((way for way in Alike if way in ways), None) if ways != _NO_WAY else None
    if how in _WHOLE and not (one.names and other.names):
        return Alike.SPELLED if one.names or other.names else Alike.LABELS
    if how is None and (_spells(one, other) or _spells(other, one)):
        return Alike.SPELLED
    if how is None and one.domain and other.domain and label(one.domain) == label(other.domain):
        return Alike.LABELS
    return how


def _of_names(name: str, other_name: str, one: Card, other: Card) -> Alike | None:
    """How two names are alike; a place more that is where both are says nothing."""
    how = alike(name, other_name)
    if how is Alike.PLACE and one.city and other.city:
        seats = [set(fold(card.city or "").split()) for card in (one, other)]
        if seats[0] == seats[1] >= places(name, other_name):
            return Alike.GENERIC
    return how


def _spells(one: Card, other: Card) -> bool:
    """Whether the domain of one is the other's name, written in one word."""
    if not (one.domain and other.names):
        return False
    spelled = _label(one.domain)
    return any(spelled in (spelt(name).glued, spelt(name).kept) for name in other.names)


@lru_cache(maxsize=65_536)
def _label(domain: str) -> str:
    """What a domain says, in one word."""
    return glued(label(domain))


def beginning(domain: str) -> str:
    """By what domains look alike: two that do not are never one company's, whatever their names."""
    return _label(domain)[:_BEGINNING]


def _of_domains(one: Card, other: Card, how: Alike) -> set[Evidence]:
    if one.domain is None and other.domain is None:
        return {Evidence.NO_DOMAIN}
    if one.domain is None or other.domain is None:
        spelled = how is not Alike.SPELLED and (_spells(one, other) or _spells(other, one))
        return {Evidence.ONE_DOMAIN} | ({Evidence.SPELLED_TOO} if spelled else set())
    if "xn--" in one.domain + other.domain and skeleton(one.domain) == skeleton(other.domain):
        return {Evidence.LOOKS_LIKE}
    if _label(one.domain) == _label(other.domain):
        return set() if how is Alike.LABELS else {Evidence.SAME_LABEL}
    alike_labels = beginning(one.domain) == beginning(other.domain)
    return {Evidence.ALIKE_LABELS if alike_labels else Evidence.OTHER_DOMAINS}


def _of_seats(one: Card, other: Card) -> set[Evidence]:
    found = set()
    if one.city and other.city:
        same = fold(one.city) == fold(other.city)
        found.add(Evidence.SAME_CITY if same else Evidence.OTHER_CITY)
    if one.country and other.country:
        same = one.country == other.country
        found.add(Evidence.SAME_COUNTRY if same else Evidence.OTHER_COUNTRY)
    return found
