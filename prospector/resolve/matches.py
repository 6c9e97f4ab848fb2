"""Who may be whom: likenesses that hold a lead but never merge two."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from prospector.resolve.comparing.evidence import WORTHWHILE, Card, Evidence, compare, weigh
from prospector.text import fold

#: How sure the company of a headline is.
HEADLINE = 0.7
#: Of a name that more people bear than this, one more changes nothing.
CLAN = 20
#: A word that more people of one company bear than this tells nobody apart.
CROWD = 200


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


class Pair(NamedTuple):
    """Two leads, the older first."""

    one: int
    other: int


def pair_of(one: int, other: int) -> str:
    """How two leads are written as a pair."""
    low, high = sorted((one, other))
    return f"lead:{low}|lead:{high}"


def by_confidence(match: Match) -> tuple[float, str]:
    """Sort the surest last, so that it is the one kept of a pair found twice."""
    return match.confidence, match.reason


def orders(names: Iterable[str]) -> set[str]:
    """Full names as they are, and with first and last name swapped where that is plain."""
    return {order for name in names for order in (name, _swapped(name))}


def namesakes(
    names: Mapping[int, Collection[str]], bearers: Mapping[str, Collection[int]]
) -> set[Pair]:
    """Leads with everybody who was seen under one of their names, unless that is a whole clan."""
    return {
        _pair(lead, other)
        for lead, borne in names.items()
        for name in orders(borne)
        if len(bearers.get(name, ())) <= CLAN
        for other in bearers.get(name, ())
        if lead != other
    }


def homonyms(
    names: Mapping[int, Collection[str]], bearers: Mapping[str, Collection[int]]
) -> dict[int, int]:
    """How many leads bear the most common of each lead's names."""
    return {
        lead: max(len(bearers.get(name, ())) for name in orders(borne))
        for lead, borne in names.items()
    }


def colleagues(cards: Iterable[Card], changed: Collection[int]) -> set[Pair]:
    """The pairs of one company worth comparing: a word in common, one something `changed` for."""
    blocks: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for card in cards:
        if card.account_id is not None:
            for word in _words(card):
                blocks[card.account_id, word].append(card.lead_id)
    return {pair for block in blocks.values() for pair in _pairs(block, changed)}


def likely(
    pairs: Mapping[Pair, Collection[Evidence]],
    cards: Mapping[int, Card],
    borne_by: Mapping[int, int],
) -> list[Match]:
    """The pairs, with what is known of them from rows, that are likely enough to show.

    `borne_by` is how many leads bear the name of each.
    """
    found = []
    for pair, given in sorted(pairs.items()):
        most = max(borne_by.get(lead, 0) for lead in pair)
        evidence = compare(cards[pair.one], cards[pair.other], most, given)
        if evidence and (sure := weigh(evidence)).confidence >= WORTHWHILE:
            found.append(Match(*pair, None, sure.reason, sure.confidence))
    return found


def _swapped(name: str) -> str:
    words = name.split()
    return " ".join(reversed(words)) if len(words) == 2 else name


def _words(card: Card) -> set[str]:
    """The words by which a lead is looked up inside its company."""
    name = card.name
    if name.whole:
        return {*name.words, f"{name.first[0]} {name.last}"}
    local = fold((card.email or "").partition("@")[0]).rstrip("0123456789 ")
    # `cdurand` is looked up as `durand`.
    return {word for part in local.split() for word in (part, part[1:], part[:-1]) if word[1:]}


def _pairs(block: Sequence[int], changed: Collection[int]) -> Iterator[Pair]:
    if len(block) > CROWD:
        return
    fresh = [lead for lead in block if lead in changed]
    if len(fresh) == len(block):
        yield from (_pair(*two) for two in combinations(block, 2))
        return
    yield from (_pair(one, other) for one in fresh for other in block if one != other)


def _pair(one: int, other: int) -> Pair:
    return Pair(*sorted((one, other)))
