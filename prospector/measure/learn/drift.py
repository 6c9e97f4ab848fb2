"""Whether what is known of recent cases still looks like what was learnt from.

The population stability index: the sum over classes of (recent - past) ln(recent / past). Below 0.1
nothing moved, from 0.25 on it is another population; few cases move by chance, so that a figure
counts only above what chance gives in one of twenty draws.
"""

from enum import StrEnum
from math import log, sqrt
from typing import NamedTuple

import polars as pl

MOVING = 0.1
DRIFTED = 0.25
#: Classes of a number: as many equal parts of the past.
_PARTS = 5
#: Half a case in each class, so that an empty one gives a figure, not infinity.
_HALF = 0.5


class Movement(StrEnum):
    """How far a feature moved."""

    STEADY = "steady"
    MOVING = "moving"
    DRIFTED = "drifted"


class Drift(NamedTuple):
    """How far one feature moved between the cases learnt from and the later ones."""

    feature: str
    psi: float
    by_chance: float
    movement: Movement


def drift(feature: str, past: pl.Series, recent: pl.Series) -> Drift:
    """Compare the shares of each class; unknown is a class of its own."""
    cuts = _cuts(past)
    before, after = _counts(past, cuts), _counts(recent, cuts)
    classes = sorted(set(before) | set(after), key=str)
    shares = [
        (
            _share(before.get(one, 0), past.len(), len(classes)),
            _share(after.get(one, 0), recent.len(), len(classes)),
        )
        for one in classes
    ]
    psi = sum((new - old) * log(new / old) for old, new in shares)
    chance = by_chance(len(classes), past.len(), recent.len())
    return Drift(feature, psi, chance, _movement(psi, chance))


def by_chance(classes: int, past: int, recent: int) -> float:
    """The index that one of twenty draws from one population exceeds.

    Times n m / (n + m) it is chi squared with classes - 1 degrees of freedom; its 95 % point is that
    of Wilson and Hilferty (1931).
    """
    free = classes - 1
    if free < 1 or not past or not recent:
        return 0.0
    point = free * (1 - 2 / (9 * free) + 1.644854 * sqrt(2 / (9 * free))) ** 3
    return point * (1 / past + 1 / recent)


def _movement(psi: float, chance: float) -> Movement:
    if psi < MOVING or psi <= chance:
        return Movement.STEADY
    return Movement.DRIFTED if psi >= DRIFTED else Movement.MOVING


def _cuts(past: pl.Series) -> list[float]:
    """Where the past is cut into classes: rule totals are 0 for most, and that is a class."""
    some = past.drop_nulls().cast(pl.Float64)
    found = {some.quantile(part / _PARTS, "nearest") for part in range(1, _PARTS)} | {0.0}
    return sorted(cut for cut in found if cut is not None)


def _counts(values: pl.Series, cuts: list[float]) -> dict[int | None, int]:
    """How many lie in each class, by its place; None = unknown."""
    places = pl.Series(cuts).search_sorted(values.drop_nulls().cast(pl.Float64), side="left")
    counts: dict[int | None, int] = dict(places.value_counts().iter_rows())
    return {**counts, None: values.null_count()} if values.null_count() else counts


def _share(count: int, total: int, classes: int) -> float:
    return (count + _HALF) / (total + _HALF * classes)
