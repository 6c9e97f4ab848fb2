"""Put what belongs together into groups, and let each group keep the id it had."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Union:
    """Disjoint sets of numbers; the least member names its set, whatever the order of joining.

    `cuts` are pairs of sides: no set ever holds members of both.
    """

    def __init__(self, cuts: Iterable[tuple[Iterable[int], Iterable[int]]] = ()) -> None:
        self._above: dict[int, int] = {}
        self._sides: dict[int, frozenset[tuple[int, bool]]] = {}
        for number, sides in enumerate(cuts):
            for moved, side in enumerate(sides):
                for member in side:
                    mine = self._sides.get(member, frozenset())
                    self._sides[member] = mine | {(number, bool(moved))}

    def find(self, member: int) -> int:
        """The least member of a number's set; an unknown number is a set of its own."""
        above = self._above
        root = above.setdefault(member, member)
        while above[root] != root:
            root = above[root]
        while above[member] != root:
            above[member], member = root, above[member]
        return root

    def join(self, one: int, other: int) -> bool:
        """Make one set of two; False = a cut keeps them apart."""
        low, high = sorted((self.find(one), self.find(other)))
        if self._sides and low != high:
            if self.apart(low, high):
                return False
            sides = self._sides.get(low, frozenset()) | self._sides.get(high, frozenset())
            if sides:
                self._sides[low] = sides
        self._above[high] = low
        return True

    def apart(self, one: int, other: int) -> bool:
        """Whether a cut runs between the sets of two numbers."""
        if not self._sides:
            return False
        # Asking makes nobody a member.
        one, other = (self.find(n) if n in self else n for n in (one, other))
        mine, theirs = (self._sides.get(n, frozenset()) for n in (one, other))
        return any((number, not moved) in theirs for number, moved in mine)

    def __contains__(self, member: int) -> bool:
        return member in self._above


class Claims(NamedTuple):
    """The id each group goes on with, and the ids it took over."""

    #: By group, in order: an id it had, or None for a new one.
    kept: list[int | None]
    #: By group, in order: other ids that end in this group.
    absorbed: list[list[int]]


def claim(
    groups: Sequence[Iterable[int]], held: Mapping[int, int | None], strength: Mapping[int, int]
) -> Claims:
    """Give each group the lowest id its members hold.

    Where the members of one id are now in several groups, the strongest member (the least
    `strength`, then the least member) takes the id along.
    """
    heirs: dict[int, tuple[int, int, int]] = {}
    for number, group in enumerate(groups):
        for member in group:
            owner = held.get(member)
            if owner is not None:
                bid = (strength.get(member, 0), member, number)
                heirs[owner] = min(heirs.get(owner, bid), bid)
    won: dict[int, list[int]] = {}
    for owner, (_strength, _member, number) in heirs.items():
        won.setdefault(number, []).append(owner)
    kept: list[int | None] = []
    absorbed: list[list[int]] = []
    for number in range(len(groups)):
        owners = sorted(won.get(number, []))
        kept.append(owners[0] if owners else None)
        absorbed.append(owners[1:])
    return Claims(kept, absorbed)
