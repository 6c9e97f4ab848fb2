"""How well a number puts those with the outcome before those without, with an interval.

The area under the ROC curve with the variance of DeLong, DeLong and Clarke-Pearson (1988), summed
over accounts as Obuchowski (1997) does for clustered data: colleagues are not independent. Where
every case is an account of its own, it is DeLong's.
"""

from math import sqrt
from typing import NamedTuple

import polars as pl

from prospector.rates import Z


class Area(NamedTuple):
    """An area under the curve with its 95 % interval."""

    value: float
    low: float
    high: float


def area(scores: pl.Series, labels: pl.Series, units: pl.Series) -> Area:
    """The chance that a case with the outcome scores higher than one without; ties count half."""
    placed = pl.DataFrame({"unit": units, "label": labels, "placed": placements(scores, labels)})
    value = float(placed.filter("label")["placed"].mean())  # type: ignore[arg-type] # a number
    return _interval(placed, value, low=0.0, high=1.0)


def difference(first: pl.Series, second: pl.Series, labels: pl.Series, units: pl.Series) -> Area:
    """How much larger the first area is than the second, over the same cases."""
    apart = placements(first, labels) - placements(second, labels)
    placed = pl.DataFrame({"unit": units, "label": labels, "placed": apart})
    value = float(placed.filter("label")["placed"].mean())  # type: ignore[arg-type] # a number
    return _interval(placed, value, low=-1.0, high=1.0)


def placements(scores: pl.Series, labels: pl.Series) -> pl.Series:
    """Per case, the share of the other side it is on the right side of."""
    ranks = pl.DataFrame({"score": scores, "label": labels}).select(
        "label",
        of_all=pl.col("score").rank("average"),
        of_own=pl.col("score").rank("average").over("label"),
        others=pl.len() - pl.len().over("label"),
    )
    below = (pl.col("of_all") - pl.col("of_own")) / pl.col("others")
    return ranks.select(pl.when("label").then(below).otherwise(1 - below).alias("placed"))["placed"]


def _interval(placed: pl.DataFrame, value: float, *, low: float, high: float) -> Area:
    """The sums of each account about the mean, and what they say of the spread."""
    with_, without = pl.col("label"), ~pl.col("label")
    counts = placed.select(m=with_.sum(), n=without.sum()).row(0)
    sums = placed.group_by("unit", maintain_order=True).agg(
        ten=(pl.col("placed") - value).filter(with_).sum(),
        one=(pl.col("placed") - value).filter(without).sum(),
        some_with=with_.any(),
        some_without=without.any(),
    )
    m, n = counts
    variance = (
        _factor(int(sums["some_with"].sum())) * _sum(sums["ten"] ** 2) / m**2
        + _factor(int(sums["some_without"].sum())) * _sum(sums["one"] ** 2) / n**2
        + 2 * _factor(sums.height) * _sum(sums["ten"] * sums["one"]) / (m * n)
    )
    half = Z * sqrt(max(0.0, variance))
    return Area(value, max(low, value - half), min(high, value + half))


def _factor(units: int) -> float:
    return units / (units - 1) if units > 1 else 1.0


def _sum(values: pl.Series) -> float:
    return float(values.sum())
