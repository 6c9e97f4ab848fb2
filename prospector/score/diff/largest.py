"""Of many numbers of a row, the largest and whose it is."""

from collections.abc import Mapping, Sequence

import polars as pl

#: What a rule that no side has gives.
ZERO = pl.lit(0, pl.Int64)


def largest(values: Mapping[str, pl.Expr]) -> pl.Expr:
    """The name of the largest positive number, the first of equals; null where none is positive."""
    if not values:
        return pl.lit(None, pl.String)
    top = pl.max_horizontal(list(values.values()))
    return pl.coalesce(
        *(pl.when((value == top) & (top > 0)).then(pl.lit(name)) for name, value in values.items()),
        pl.lit(None, pl.String),
    )


def total(values: Sequence[pl.Expr]) -> pl.Expr:
    """The sum of whole numbers; of none, zero."""
    return pl.sum_horizontal(list(values)) if values else ZERO
