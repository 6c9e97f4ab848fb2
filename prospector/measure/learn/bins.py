"""Cut the values of a field into a few readable classes, each a condition of our rules language."""

from collections.abc import Iterator
from itertools import pairwise
from math import floor, inf, log10

import polars as pl

from prospector.rules.models import ValueType

#: Cases a class must hold, and leave out, to be worth a rule.
SUPPORT = 30
#: Equal parts a number is cut into first; neighbours are then tried together.
_PARTS = 5
#: Digits of a cut that say something: as few as will do.
_DIGITS = (1, 2, 3, 4)
#: The most frequent values of a text that are tried.
_VALUES = 12


def conditions(field: str, kind: ValueType, values: pl.Series) -> list[str]:
    """The conditions to try on a field, given its values among the cases learnt from."""
    if kind is ValueType.NUMBER:
        return list(_ranges(field, values))
    if kind is ValueType.BOOL:
        return [f"{field} = {word}" for word, held in _truths(values) if _supported(held, values)]
    if kind is ValueType.LIST:
        return [f"has({field}, {quoted(one)})" for one in frequent(values.explode(), values)]
    return [f"{field} = {quoted(one)}" for one in frequent(values, values)]


def quoted(value: str) -> str:
    """A text as conditions write it."""
    return "'" + value.replace("'", "''") + "'"


def _truths(values: pl.Series) -> list[tuple[str, int]]:
    return [("true", int(values.sum() or 0)), ("false", int((~values).sum() or 0))]


def frequent(told: pl.Series, cases: pl.Series) -> list[str]:
    """The values that enough cases hold, most frequent first."""
    counts = told.drop_nulls().value_counts().sort(["count", told.name], descending=[True, False])
    held = [value for value, count in counts.iter_rows() if _supported(count, cases)]
    return held[:_VALUES]


def _ranges(field: str, values: pl.Series) -> Iterator[str]:
    """Every run of neighbouring parts but the whole; small parts are joined by their neighbours."""
    known = values.drop_nulls()
    cuts = [-inf, *cut_points(known), inf]
    for start, low in enumerate(cuts[:-1]):
        for high in cuts[start + 1 :]:
            held = int(((known >= low) & (known < high)).sum())
            if (low > -inf or high < inf) and _supported(held, values):
                yield _range(field, low, high)


def _range(field: str, low: float, high: float) -> str:
    least, below = f"{field} >= {low:.15g}", f"{field} < {high:.15g}"
    if low == -inf:
        return below
    return least if high == inf else f"{least} and {below}"


def cut_points(known: pl.Series) -> list[float]:
    """Where equal parts begin, as round as can be while no part swallows another."""
    quantiles = {known.quantile(part / _PARTS, "nearest") for part in range(1, _PARTS)}
    cuts = sorted(cut for cut in quantiles if cut is not None)
    for digits in _DIGITS:
        found = sorted({round_(cut, digits) for cut in cuts})
        ends = [-inf, *found, inf]
        if len(found) == len(cuts) and all(
            bool(((known >= low) & (known < high)).any()) for low, high in pairwise(ends)
        ):
            return found
    least = known.min()
    return [cut for cut in cuts if cut != least]


def round_(value: float, digits: int) -> float:
    """A number to so many digits that say something."""
    if value == 0:
        return 0.0
    return float(round(value, digits - 1 - floor(log10(abs(value)))))


def _supported(held: int, cases: pl.Series) -> bool:
    return held >= SUPPORT and cases.len() - held >= SUPPORT
