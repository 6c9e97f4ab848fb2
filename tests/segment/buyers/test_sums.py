"""What the buyers of each name come to, in one currency."""

import polars as pl
import pytest

from prospector.rules import fields
from prospector.segment.buyers.sums import sums

SCHEMA = {
    "segment": pl.String,
    "recency_days": pl.Float64,
    "frequency": pl.Int64,
    "currency": pl.String,
    "total_hundredths": pl.Int64,
    "now": pl.Int64,
    "before": pl.Int64,
}


def test_it_adds_up_money_of_one_currency_and_purchases_of_all() -> None:
    rows = pl.DataFrame(
        [
            ("loyal", 10.0, 3, "eur", 30_000, 15_000, 10_000),
            ("loyal", 20.0, 5, None, 10_000, 0, 10_000),
            ("loyal", 90.0, 2, "usd", 99_900, 99_900, 0),
            ("lost", 900.0, 1, None, None, 0, 0),
        ],
        schema=SCHEMA,
        orient="row",
    )
    found = {one.segment: one for one in sums(rows, "eur")}
    assert list(found) == list(fields.RFM_SEGMENTS)
    loyal = found["loyal"]
    assert (loyal.buyers, loyal.share, loyal.purchases) == (3, 0.75, 10)
    assert (loyal.money, loyal.money_share, loyal.recency_days) == (400.0, 1.0, 20.0)
    assert loyal.trend == pytest.approx(-0.25)
    assert (found["lost"].money, found["lost"].trend) == (None, None)
    assert (found["dormant"].buyers, found["dormant"].recency_days) == (0, None)


def test_it_has_every_name_where_nobody_bought() -> None:
    found = sums(pl.DataFrame(schema=SCHEMA), None)
    assert {(one.buyers, one.share, one.money) for one in found} == {(0, 0.0, None)}
