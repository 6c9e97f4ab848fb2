"""Attributes that know the answer: looked for before anything is learnt.

One that alone almost decides the outcome was most likely written by it; so was one that is filled
only afterwards. Neither is known on the morning somebody has to choose.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from prospector.measure.learn.auc import placements

#: An attribute that alone puts this share of pairs (or 1 - it) in order almost decides the outcome.
DECIDES = 0.9
#: So does a value of which at least this share has the outcome, in at least `SEEN` cases.
SURE = 0.95
SEEN = 20
#: Where more than this share has the outcome anyway, that is no wonder.
COMMON = 0.5
#: An attribute is filled by the outcome where at least this share of its values came after it.
AFTERWARDS = 0.5


class Leak(NamedTuple):
    """An attribute that nothing is learnt from, and why."""

    source: str
    reason: str


def deciding(source: str, values: pl.Series, labels: pl.Series) -> Leak | None:
    """Whether a number, or whether anything is known at all, almost decides the outcome."""
    numbers = (
        values.cast(pl.Float64) if values.dtype.is_numeric() or values.dtype == pl.Boolean else None
    )
    known = values.is_not_null()
    told = [("whether it is known", known.cast(pl.Float64))]
    if numbers is not None:
        told.append(("its value", numbers.fill_null(numbers.min())))
    for what, column in told:
        if column.n_unique() > 1 and (leak := _deciding(source, what, column, labels)):
            return leak
    return None


def sure(source: str, what: str, held: pl.Series, labels: pl.Series) -> Leak | None:
    """Whether almost every case that holds something has the outcome, where most have not."""
    seen = int(held.sum())
    rate = float(labels.filter(held).mean() or 0)  # type: ignore[arg-type] # the mean of truths
    base = float(labels.mean() or 0)  # type: ignore[arg-type] # the mean of truths
    if seen < SEEN or rate < SURE or base > COMMON:
        return None
    return Leak(
        source, f"{rate:.0%} of the {seen} cases with {what} have the outcome: it almost decides it"
    )


def afterwards(first_told: pl.DataFrame, fields: Iterable[str]) -> Iterator[Leak]:
    """The fields whose values mostly came after the outcome.

    `first_told` has one row per case with the outcome: `reached` and, per field, when it was told.
    """
    for name in fields:
        told = first_told.drop_nulls(name)
        late = int((told[name] > told["reached"]).sum())
        if told.height >= SEEN and late >= AFTERWARDS * told.height:
            yield Leak(
                name,
                f"{late} of {told.height} values of cases with the outcome came after it: filled by what happened",
            )


def _deciding(source: str, what: str, column: pl.Series, labels: pl.Series) -> Leak | None:
    value = float(placements(column, labels).filter(labels).mean() or 0)  # type: ignore[arg-type] # shares
    if 1 - DECIDES < value < DECIDES:
        return None
    return Leak(
        source,
        f"{what} alone puts {max(value, 1 - value):.0%} of the pairs in order: it almost decides the outcome",
    )
