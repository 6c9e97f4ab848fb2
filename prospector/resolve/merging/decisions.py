"""What people decided about who is who: two sides are one person, or are kept apart.

Decisions are few and resolve reads all of them; whatever hangs together with one is judged whole,
never by a short cut for rows that touch nobody known.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple


class Decision(NamedTuple):
    """A merge by a person, or one that was taken back and holds its sides `apart`."""

    id: int
    kept: frozenset[int]
    moved: frozenset[int]
    apart: bool = False
    #: Earlier decisions to keep apart what this one joins.
    overrules: frozenset[int] = frozenset()

    @property
    def identities(self) -> frozenset[int]:
        """Both sides."""
        return self.kept | self.moved

    def cuts(self, one: Collection[int], other: Collection[int]) -> bool:
        """Whether it keeps apart two sets of identities."""
        sides = ((self.kept, self.moved), (self.moved, self.kept))
        return self.apart and any(
            not (this.isdisjoint(one) or that.isdisjoint(other)) for this, that in sides
        )


class Decisions:
    """Every decision that holds."""

    def __init__(self, found: Iterable[Decision] = ()) -> None:
        self.all = decided = sorted(found, key=lambda each: each.id)
        self.joins = [each for each in decided if not each.apart]
        overruled = {cut for join in self.joins for cut in join.overrules}
        self.cuts = [each for each in decided if each.apart and each.id not in overruled]
        self._joined: defaultdict[int, set[int]] = defaultdict(set)
        for join in self.joins:
            for identity in join.identities:
                self._joined[identity] |= join.identities

    def together_with(self, identities: Iterable[int]) -> set[int]:
        """What people joined with some identities, and these identities themselves."""
        known = set(identities)
        return known.union(*(self._joined[i] for i in known & self._joined.keys()))


NONE = Decisions()


def leaving(
    groups: Iterable[Collection[int]], decision: Decision, held: Mapping[int, int | None], by: int
) -> set[int]:
    """The identities, now held `by` a lead, that leave with the side that had moved to it.

    What was learnt since goes with the side it hangs together with.
    """
    return {
        identity
        for group in groups
        if not decision.moved.isdisjoint(group) and decision.kept.isdisjoint(group)
        for identity in group
        if held.get(identity) == by
    }


def tied(groups: Iterable[Collection[int]], decision: Decision) -> bool:
    """Whether both sides of a decision still are in one group."""
    return any(
        not (decision.moved.isdisjoint(group) or decision.kept.isdisjoint(group))
        for group in groups
    )
