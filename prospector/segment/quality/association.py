"""How strongly values go with a grouping: variance explained for numbers, Cramér's V for categories.

Both are 0 where the groups are alike and 1 where the group says it all. Both are above 0 by chance
too, the more so with many small groups: `corrected` takes that away, and is what words rely on.
"""

from math import fsum, sqrt
from typing import NamedTuple

import polars as pl


class Association(NamedTuple):
    """How strongly values go with groups, over `n` values in `groups` groups."""

    n: int
    groups: int
    value: float
    corrected: float


def eta_squared(groups: pl.Series, numbers: pl.Series) -> Association | None:
    """Share of the variance that lies between the groups: SS between / SS total; None = all alike.

    Eta squared (Pearson 1905); corrected: epsilon squared (Kelley 1935),
    1 - (1 - eta squared) (n - 1) / (n - groups).
    """
    rows = _known(groups, numbers.cast(pl.Float64))
    if rows.is_empty():
        return None
    # Centred first: sums of squares of large numbers would swallow small differences.
    centred = rows.with_columns(pl.col("value") - pl.col("value").mean())
    total = float((centred["value"] ** 2).sum())
    if total == 0:
        return None
    parts = centred.group_by("group").agg(pl.len().alias("n"), pl.col("value").mean())
    between = float((parts["n"] * parts["value"] ** 2).sum())
    n, k, eta = rows.height, parts.height, min(1.0, between / total)
    corrected = 1 - (1 - eta) * (n - 1) / (n - k) if n > k else 0.0
    return Association(n, k, eta, max(0.0, corrected))


def cramers_v(groups: pl.Series, categories: pl.Series) -> Association | None:
    """The root of chi squared / (n (min(rows, columns) - 1)); None = one group or one category.

    Cramér (1946); corrected as Bergsma (2013) proposes: phi squared less what chance gives it, over
    row and column counts shrunk likewise.
    """
    rows = _known(groups, categories)
    n = rows.height
    cells = rows.group_by("group", "value").len("seen")
    by_group = rows.group_by("group").len("in_group")
    by_value = rows.group_by("value").len("in_value")
    r, k = by_group.height, by_value.height
    if r < 2 or k < 2:
        return None
    # chi squared / n = sum of seen² / (in group · in value) - 1: empty cells add nothing.
    joined = cells.join(by_group, on="group").join(by_value, on="value")
    seen = joined["seen"].cast(pl.Float64)
    # Summed exactly: rows come in any order, and the root makes much of the last digit of a zero.
    ratio = fsum(seen**2 / (joined["in_group"].cast(pl.Float64) * joined["in_value"]))
    phi = max(0.0, ratio - 1)
    value = min(1.0, sqrt(phi / (min(r, k) - 1)))
    fewer_r, fewer_k = r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)
    left = max(0.0, phi - (r - 1) * (k - 1) / (n - 1))
    places = min(fewer_r, fewer_k) - 1
    corrected = min(1.0, sqrt(left / places)) if places > 0 else 0.0
    return Association(n, r, value, corrected)


def mixture(values: pl.Series) -> float | None:
    """How mixed values are: variance of numbers, Gini-Simpson index of others; None = none known.

    The latter is the chance that two leads drawn at random differ (Gini 1912, Simpson 1949).
    """
    known = values.drop_nulls()
    if known.is_empty():
        return None
    if known.dtype.is_numeric():
        numbers = known.cast(pl.Float64)
        return float(((numbers - numbers.mean()) ** 2).sum()) / known.len()
    shares = known.value_counts()["count"].cast(pl.Float64) / known.len()
    return 1 - float((shares**2).sum())


def _known(groups: pl.Series, values: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"group": groups, "value": values}).drop_nulls()
