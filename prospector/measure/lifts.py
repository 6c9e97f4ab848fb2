"""What each rule and segment is worth: the outcome rate with it and without it."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from prospector.rates import Count, Estimate, Rate, lift, rate

#: The columns that say whether a rule spoke: where it stands, a space, its id.
RULES = ("intent", "fit")
SEGMENT = "segment"


@dataclass(frozen=True)
class Lift:
    """A rule or segment: the cases it spoke of against all others; no lift where there are too few."""

    #: intent, fit or segment.
    where: str
    name: str
    with_it: Rate
    without: Rate
    lift: Estimate | None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves 1 out."""
        if self.lift is None:
            return False
        return self.lift.low > 1 or (self.lift.high is not None and self.lift.high < 1)


def lifts(judged: pl.DataFrame) -> tuple[Lift, ...]:
    """Every rule that ever spoke, in the order of the files, then every segment.

    `judged` has `hit`, `segment`, and a column of truth per rule.
    """
    found = [
        _lift(where, name, judged[column], judged["hit"])
        for column in judged.columns
        for where, _, name in [column.partition(" ")]
        if where in RULES and name
    ]
    found += [
        _lift(SEGMENT, name, (judged["segment"] == name).fill_null(value=False), judged["hit"])
        for name in judged["segment"].drop_nulls().unique(maintain_order=True).sort()
    ]
    return tuple(one for one in found if one.with_it.n)


def strongest(found: Sequence[Lift]) -> list[Lift]:
    """The clear ones first, then by how far they are from 1; those with too few come last."""

    def order(one: Lift) -> tuple[bool, bool, float]:
        return (one.lift is None, not one.clear, -_distance(one))

    return sorted(found, key=order)


def _distance(one: Lift) -> float:
    if one.lift is None:
        return 0
    value = one.lift.value
    if value is None:
        return float("inf")
    return max(value, 1 / value) if value else float("inf")


def _lift(where: str, name: str, spoke: pl.Series, hit: pl.Series) -> Lift:
    with_it = Count(int((hit & spoke).sum()), int(spoke.sum()))
    without = Count(int(hit.sum()) - with_it.reached, len(hit) - with_it.n)
    return Lift(where, name, rate(*with_it), rate(*without), lift(with_it, without))
