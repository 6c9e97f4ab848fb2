"""What the buyers of each name come to: how many, how much, how long ago."""

from dataclasses import dataclass

import polars as pl

from prospector.rules import fields


@dataclass(frozen=True)
class Sum:
    """One name of the RFM table. Money is that of the common currency; None = none is known."""

    segment: str
    buyers: int
    share: float
    money: float | None
    money_share: float | None
    #: The middle one of its buyers' days since the last purchase.
    recency_days: float | None
    purchases: int
    #: Last twelve months against the twelve before, all its buyers' money together.
    trend: float | None


def sums(rows: pl.DataFrame, common: str | None) -> list[Sum]:
    """Every name in the order of the table, also those nobody has."""
    whole = _money(rows, common)
    return [
        _sum(name, rows.filter(pl.col("segment") == name), rows.height, whole, common)
        for name in fields.RFM_SEGMENTS
    ]


def _sum(
    name: str, rows: pl.DataFrame, everybody: int, whole: float | None, common: str | None
) -> Sum:
    money = _money(rows, common)
    days = rows["recency_days"].median()
    ours = _comparable(rows, common)
    before = int(ours["before"].sum())
    return Sum(
        segment=name,
        buyers=rows.height,
        share=rows.height / everybody if everybody else 0.0,
        money=money,
        money_share=money / whole if money is not None and whole else None,
        recency_days=days if isinstance(days, float) else None,
        purchases=int(rows["frequency"].sum()),
        trend=(int(ours["now"].sum()) - before) / before if before > 0 else None,
    )


def _comparable(rows: pl.DataFrame, common: str | None) -> pl.DataFrame:
    alike = pl.col("currency").is_null() | (pl.col("currency") == pl.lit(common))
    known = pl.col("total_hundredths").is_not_null() & alike.fill_null(value=False)
    # Buyers without amounts are compared by their purchases: no sum of money holds them.
    return rows.filter(known)


def _money(rows: pl.DataFrame, common: str | None) -> float | None:
    ours = _comparable(rows, common)
    return None if ours.is_empty() else int(ours["total_hundredths"].sum()) / 100
