"""Who may be whom: likenesses that hold a lead but never merge two."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from prospector.identifiers import name_key, profile_key
from prospector.identifiers.profiles import is_opaque
from prospector.resolve.people import SAME_NAME_WHY, SAME_PHONE_WHY

#: How sure a likeness is, by what the two leads have.
NAME_ONLY, OTHER_KIND, SAME_KIND, SAME_PHONE, HEADLINE = 0.9, 0.85, 0.6, 0.6, 0.7

CONFIDENCE = {SAME_PHONE_WHY: SAME_PHONE, SAME_NAME_WHY: NAME_ONLY}


class Card(NamedTuple):
    """A lead, as far as likeness goes."""

    lead_id: int
    account_id: int | None
    first_name: str | None
    last_name: str | None
    email: str | None
    linkedin_url: str | None

    @property
    def key(self) -> str | None:
        """The full name, folded."""
        return name_key(self.first_name, self.last_name, None)


class Match(NamedTuple):
    """A lead and the lead or account it may really be, or belong to."""

    lead_id: int
    other_lead_id: int | None
    other_account_id: int | None
    reason: str
    confidence: float

    @property
    def pair(self) -> str:
        """The pair in one word: the same whichever of the two was found first."""
        if self.other_lead_id is not None:
            return pair_of(self.lead_id, self.other_lead_id)
        return f"lead:{self.lead_id}|account:{self.other_account_id}"


def pair_of(one: int, other: int) -> str:
    """How two leads are written as a pair."""
    low, high = sorted((one, other))
    return f"lead:{low}|lead:{high}"


def by_confidence(match: Match) -> tuple[float, str]:
    """Sort the surest last, so that it is the one kept of a pair found twice."""
    return match.confidence, match.reason


def namesakes(cards: Iterable[Card]) -> list[Match]:
    """Leads of one full name at one company."""
    alike: defaultdict[tuple[int, str], list[Card]] = defaultdict(list)
    for card in cards:
        if card.account_id is not None and (key := card.key):
            alike[card.account_id, key].append(card)
    return [
        Match(one.lead_id, other.lead_id, None, SAME_NAME_WHY, sure)
        for found in alike.values()
        for one, other in combinations(sorted(found), 2)
        if (sure := _confidence(one, other))
    ]


def _confidence(one: Card, other: Card) -> float | None:
    """How likely two namesakes are one person: the fewer facts stand against it, the likelier."""
    if not (one.email or one.linkedin_url) or not (other.email or other.linkedin_url):
        return NAME_ONLY
    mail, profile = bool(one.email and other.email), _both_readable(one, other)
    if mail and profile:
        return None  # two addresses and two profiles: two people of one name
    return SAME_KIND if mail or profile else OTHER_KIND


def _both_readable(one: Card, other: Card) -> bool:
    """Whether both have a profile that names them; an opaque id may be the other's slug."""
    keys = [profile_key(card.linkedin_url) for card in (one, other) if card.linkedin_url]
    return len(keys) == 2 and not any(key is None or is_opaque(key) for key in keys)
