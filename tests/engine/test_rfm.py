"""Buyers scored by recency, frequency and money: as published, as computed by hand, as in plain Python."""

import re
import statistics
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from prospector.engine import duck, rfm
from prospector.rules import fields
from prospector.rules.models import GradesFile, RfmRule
from tests.rulesets import DEFAULTS
from tests.score.worlds import Told

DAY = 86_400_000_000
PAGE = (Path(__file__).parents[2] / "docs" / "rfm.md").read_text("utf-8")
RULE = RfmRule()
#: Where the scores of the R package's sample orders begin, as its page on custom thresholds has them.
PUBLISHED = rfm.Cuts(
    recency=(5 * 115, 5 * 181, 5 * 297, 5 * 482),
    frequency=(5 * 4, 5 * 5, 5 * 6, 5 * 8),
    monetary=(500 * 256, 500 * 382, 500 * 506, 500 * 666),
    currency=None,
    buyers=995,
)
#: The first ten of its 995 customers: days since the last order, orders, revenue; R, F and M.
CUSTOMERS = [
    (205, 6, 472, 343),
    (140, 3, 340, 412),
    (194, 4, 405, 323),
    (132, 5, 448, 433),
    (90, 9, 843, 555),
    (84, 9, 763, 555),
    (281, 8, 699, 355),
    (246, 4, 157, 321),
    (349, 3, 363, 212),
    (619, 4, 196, 121),
]
#: Miles per gallon of 32 cars of 1974, whose quintiles the package's own tests state.
CARS = [
    21.0, 21.0, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4,
    14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26.0, 30.4, 15.8, 19.7, 15.0, 21.4,
]  # fmt: skip


def bought(*rows: tuple[int, float, float | None, str | None]) -> pl.DataFrame:
    """Purchases: buyer, days ago, amount, currency."""
    told = [(buyer, None, round(age * DAY), amount, money) for buyer, age, amount, money in rows]
    return pl.DataFrame(
        told,
        schema={
            "account_id": pl.Int64,
            "lead_id": pl.Int64,
            "elapsed": pl.Int64,
            "amount": pl.Float64,
            "currency": pl.String,
        },
        orient="row",
    )


def values(purchases: pl.DataFrame, rule: RfmRule = RULE) -> pl.DataFrame:
    return duck.run(f"WITH {rfm.values_sql(rule)} SELECT * FROM rfm_values", {"bought": purchases})


def scored(
    purchases: pl.DataFrame, rule: RfmRule = RULE, cuts: rfm.Cuts | None = None
) -> dict[int, dict[str, Any]]:
    """Every buyer, by number."""
    found = cuts or rfm.cuts_among(rule, values(purchases, rule))
    sql = f"WITH {rfm.values_sql(rule)}, {rfm.scores_sql()} SELECT * FROM rfm"
    given = {"bought": purchases, "rfm_cuts": rfm.parameters(found)}
    return {row["buyer"]: row for row in duck.run(sql, given).rows(named=True)}


def test_it_cuts_where_the_published_package_does() -> None:
    tenths = [round(10 * value) for value in CARS]
    assert [cut / 50 for cut in rfm.quintiles(tenths, 10)] == [16.20, 18.92, 22.00, 25.08]


def test_it_scores_the_published_customers_as_published() -> None:
    rows = [
        (buyer, float(days), amount / orders, None)
        for buyer, (days, orders, amount, _) in enumerate(CUSTOMERS)
        for _ in range(orders)
    ]
    found = scored(bought(*rows), cuts=PUBLISHED)
    for buyer, (days, orders, amount, score) in enumerate(CUSTOMERS):
        row = found[buyer]
        assert (row["recency_days"], row["frequency"]) == (days, orders)
        assert row["monetary"] == pytest.approx(amount, abs=0.05)
        assert 100 * row["r"] + 10 * row["f"] + row["m"] == score


def test_it_scores_equal_values_the_same() -> None:
    rows = [(buyer, 10.0, 100.0, "eur") for buyer in range(20)]
    rows += [(buyer, 400.0, 900.0, "eur") for buyer in range(20, 30)]
    found = scored(bought(*rows)).values()
    assert {(row["days"], row["r"]) for row in found} == {(10, 5), (400, 2)}
    assert len({(row["monetary"], row["m"]) for row in found}) == 2
    assert {row["f"] for row in found} == {1}


@pytest.mark.parametrize(
    ("days", "orders", "each", "score"),
    [
        (29.9, 1, 999.99, 511),
        (30.0, 2, 500.0, 422),
        (90.0, 3, 5000 / 3, 333),
        (180.0, 5, 4000.0, 244),
        (365.0, 10, 10_000.0, 155),
    ],
)
def test_it_scores_few_buyers_by_the_fixed_cuts_of_the_rules(
    days: float, orders: int, each: float, score: int
) -> None:
    row = scored(bought(*[(1, days, each, "eur")] * orders))[1]
    assert 100 * row["r"] + 10 * row["f"] + row["m"] == score


def test_it_takes_quintiles_from_25_buyers_on() -> None:
    rows = [(buyer, float(buyer), 100.0 * buyer, "eur") for buyer in range(1, 26)]
    fewer, enough = scored(bought(*rows[:24])), scored(bought(*rows))
    assert {row["r"] for row in fewer.values()} == {5}
    assert [row["r"] for _, row in sorted(enough.items())] == [
        *[5] * 6, *[4] * 5, *[3] * 5, *[2] * 5, *[1] * 4
    ]  # fmt: skip


def test_it_adds_money_of_one_currency_and_counts_the_rest_apart() -> None:
    rows = [
        (1, 5.0, 100.1, "eur"), (1, 9.0, 900.0, "usd"), (1, 12.0, 0.2, None),
        (2, 3.0, 70.0, "usd"), (3, 4.0, 50.0, "eur"), (4, 8.0, 5.0, None), (5, 1.0, None, "eur"),
    ]  # fmt: skip
    found = scored(bought(*rows))
    money = {
        buyer: (row["monetary"], row["currency"], row["left_out"]) for buyer, row in found.items()
    }
    assert money == {
        1: (100.3, "eur", 1),
        2: (70.0, "usd", 0),
        3: (50.0, "eur", 0),
        4: (5.0, None, 0),
        5: (None, "eur", 0),
    }
    # Euros are the currency of most: dollars are not compared with them.
    assert {buyer: row["m"] for buyer, row in found.items()} == {1: 1, 2: None, 3: 1, 4: 1, 5: None}
    assert found[1]["frequency"] == 3
    dollars = scored(bought(*rows), RfmRule(currency="USD"))
    assert [dollars[buyer]["monetary"] for buyer in (1, 2, 3)] == [900.2, 70.0, None]
    assert (dollars[1]["left_out"], dollars[3]["left_out"]) == (1, 1)


def test_it_takes_all_money_or_the_mean_of_a_purchase() -> None:
    rows = [(1, 5.0, 10.0, "eur"), (1, 6.0, 20.01, "eur"), (1, 7.0, None, "eur")]
    assert scored(bought(*rows))[1]["monetary"] == 30.01
    # 15.005 is a half of a hundredth: away from zero.
    assert scored(bought(*rows), RfmRule(monetary="mean"))[1]["monetary"] == 15.01


@pytest.mark.parametrize(
    ("rows", "trend"),
    [
        ([(364.9, 150.0), (365.0, 100.0), (729.9, 100.0), (730.0, 900.0)], -0.25),
        ([(10.0, 300.0), (400.0, 200.0)], 0.5),
        ([(400.0, 200.0)], -1.0),
        ([(10.0, 300.0)], None),
        ([(10.0, None), (20.0, None), (400.0, None)], 1.0),
    ],
)
def test_it_compares_twelve_months_with_the_twelve_before(
    rows: list[tuple[float, float | None]], trend: float | None
) -> None:
    found = scored(bought(*[(1, age, amount, "eur") for age, amount in rows]))
    assert found[1]["trend"] == trend


def test_it_names_every_cell_once_and_the_published_ones_as_published() -> None:
    names = {(r, f, m): rfm.named(r, f, m) for r, f, m in product(range(1, 6), repeat=3)}
    assert len(names) == 125
    assert set(names.values()) == set(fields.RFM_SEGMENTS) == {cell.name for cell in rfm.CELLS}
    told = {
        "champions": ("555", "554", "545"),
        "loyal": ("453", "543", "444"),
        "at risk": ("155", "154", "144"),
        "lost": ("111", "112"),
        "new with potential": ("511", "422"),
        "dormant": ("222", "311"),
    }
    for name, cells in told.items():
        for cell in cells:
            assert names[int(cell[0]), int(cell[1]), int(cell[2])] == name, cell


def test_it_is_what_the_page_says() -> None:
    rows = re.findall(
        r"^\| ([a-z ]+) \| (\d[ to\d]*) \| ([\w ]+) \| ([\w ]+) \|$", PAGE, re.MULTILINE
    )
    assert [rfm.Cell(name, *map(_span, scores)) for name, *scores in rows] == list(rfm.CELLS)
    block = re.search(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert block is not None
    told = YAML(typ="safe", pure=True).load(block[1])
    assert GradesFile.model_validate({**DEFAULTS["grades"], **told}).rfm == RfmRule()
    cuts = [cut / 5 for cut in rfm.quintiles(range(1, 31), 1)]
    assert cuts == [7.8, 13.6, 19.4, 25.2]
    assert "cut 7.8" in PAGE
    assert "cuts 13.6, 19.4, 25.2" in PAGE


def _span(told: str) -> tuple[int, int]:
    low, _, high = told.replace("any", "1 to 5").partition(" to ")
    return int(low), int(high or low)


def test_it_names_cells_in_the_query_as_in_the_table() -> None:
    cells = pl.DataFrame(
        list(product(range(1, 6), repeat=3)),
        schema={"r": pl.Int64, "f": pl.Int64, "m": pl.Int64},
        orient="row",
    )
    found = duck.run(f"SELECT s.*, {rfm.named_sql()} AS name FROM cells s", {"cells": cells})
    assert all(row[3] == rfm.named(*row[:3]) for row in found.rows())
    unknown = cells.with_columns(pl.lit(None, dtype=pl.Int64).alias("m"))
    found = duck.run(f"SELECT s.*, {rfm.named_sql()} AS name FROM cells s", {"cells": unknown})
    assert all(name == rfm.named(r, f, f) for r, f, _, name in found.rows())


def test_it_keeps_the_cuts_as_counts_of_a_run() -> None:
    assert rfm.cuts_of(PUBLISHED.as_counts(RULE), RULE) == PUBLISHED
    euros = rfm.cuts_among(RULE, values(bought((1, 2.0, 3.0, "eur"))))
    assert rfm.cuts_of({**euros.as_counts(RULE), "leads": 7}, RULE) == euros
    assert rfm.cuts_of({"leads": 7}, RULE) is None
    assert rfm.cuts_of(euros.as_counts(RULE), RfmRule(monetary="mean")) is None


def plainly(told: list[Told], rule: RfmRule) -> dict[int, tuple[Any, ...]]:
    """The same in plain Python: quintiles by the standard library, one buyer at a time."""
    buyers: dict[int, list[Told]] = {}
    for one in told:
        buyers.setdefault(one["buyer"], []).append(one)
    rows = {}
    for buyer, own in buyers.items():
        newest = sorted((one["age"], one["currency"]) for one in own if one["currency"])
        currency = rule.currency.lower() if rule.currency else newest[0][1] if newest else None
        cents = [
            round(100 * one["amount"])
            for one in own
            if one["amount"] is not None and one["currency"] in (None, currency)
        ]
        money = sum(cents) if cents else None
        rows[buyer] = (int(min(one["age"] for one in own)), len(own), money, currency)
    named = [row[3] for row in rows.values() if row[3]]
    common = rule.currency.lower() if rule.currency else None
    if common is None and named:
        common = min(named, key=lambda one: (-named.count(one), one))
    priced = [row[2] for row in rows.values() if row[2] is not None and row[3] in (None, common)]
    columns = ([row[0] for row in rows.values()], [row[1] for row in rows.values()], priced)
    fixed = (rule.cuts.recency_days, rule.cuts.frequency, rule.cuts.monetary)
    cuts = [
        _begin(column, cut, unit)
        for column, cut, unit in zip(columns, fixed, (1, 1, 100), strict=True)
    ]
    found = {}
    for buyer, (days, orders, money, currency) in rows.items():
        r = 5 - sum(days >= cut - 1e-9 for cut in cuts[0])
        f = 1 + sum(orders >= cut - 1e-9 for cut in cuts[1])
        m = None
        if money is not None and currency in (None, common):
            m = 1 + sum(money >= cut - 1e-6 for cut in cuts[2])
        found[buyer] = (r, f, m, rfm.named(r, f, m or f))
    return found


def _begin(column: list[int], fixed: Any, unit: int) -> list[float]:
    if len(column) < 25:
        return [cut * unit for cut in fixed]
    return [cut + unit for cut in statistics.quantiles(column, n=5, method="inclusive")]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    told=st.lists(
        st.fixed_dictionaries(
            {
                "buyer": st.integers(1, 40),
                "age": st.one_of(st.sampled_from([0.0, 30.0, 365.0]), st.floats(0, 900)),
                "amount": st.one_of(st.none(), st.integers(1, 50_000).map(lambda n: n / 4)),
                "currency": st.sampled_from([None, "eur", "eur", "usd"]),
            }
        ),
        min_size=1,
        max_size=90,
    ),
    currency=st.sampled_from([None, None, "USD"]),
)
def test_it_equals_the_same_in_plain_python(told: list[Told], currency: str | None) -> None:
    rule = RfmRule(currency=currency)
    rows = bought(*((o["buyer"], o["age"], o["amount"], o["currency"]) for o in told))
    found = {b: (r["r"], r["f"], r["m"], r["segment"]) for b, r in scored(rows, rule).items()}
    assert found == plainly(told, rule)
