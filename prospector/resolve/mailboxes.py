"""Whose mailbox it is, when rows give one address with names of different people."""

from collections.abc import Collection
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from prospector.text import fold

#: Two words this alike are one word with a slip of the pen.
ALIKE = 0.8


class Mailbox(NamedTuple):
    """Whom an address (or phone number) belongs to."""

    #: True = several people use it, and it says nothing of who wrote.
    shared: bool
    #: The names it belongs to, where it was also given with strangers' names; empty = whoever it came with.
    owners: frozenset[str]

    def is_of(self, person: str | None) -> bool:
        """Whether a row with this address and this name speaks of the address's owner."""
        if self.shared:
            return person is None
        if person is None or not self.owners:
            return True
        return not all(strangers(person, owner) for owner in self.owners)


PERSONAL = Mailbox(shared=False, owners=frozenset())
SHARED = Mailbox(shared=True, owners=frozenset())


def mailbox(address: str, names: Collection[str]) -> Mailbox:
    """Judge an address by the full names (folded) it was seen with.

    Names that share no word, not even a misspelt one, are strangers. Among strangers the address
    belongs to those it spells (`c.durand@` is Claire Durand's, though she ordered three tickets);
    if it spells none of them, or strangers, it is shared.
    """
    if not any_strangers(names):
        return PERSONAL
    owners = frozenset(name for name in names if _spells(address, name))
    if owners and not any_strangers(owners):
        return Mailbox(shared=False, owners=owners)
    return SHARED


@lru_cache(maxsize=65_536)
def strangers(one: str, other: str) -> bool:
    """Whether two folded full names are clearly of different people: no word in common."""
    return not any(
        word == another or (min(len(word), len(another)) > 3 and _ratio(word, another) >= ALIKE)
        for word in one.split()
        for another in other.split()
    )


def any_strangers(names: Collection[str]) -> bool:
    """Whether two of these names are clearly of different people."""
    return any(strangers(one, other) for one, other in combinations(sorted(names), 2))


def _spells(address: str, name: str) -> bool:
    local = fold(address.rpartition("@")[0])
    joined = local.replace(" ", "")
    return any(
        len(word) > 2 and (word in local.split() or (len(word) > 3 and word in joined))
        for word in name.split()
    )


def _ratio(word: str, another: str) -> float:
    return SequenceMatcher(None, word, another, autojunk=False).ratio()
