"""Classes are conditions people would write: round numbers, frequent values, enough cases."""

import polars as pl
import pytest

from prospector.measure.learn.bins import SUPPORT, conditions, cut_points, round_
from prospector.rules import conditions as language
from prospector.rules import fields
from prospector.rules.models import ValueType


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [(0, 1, 0), (3.4, 1, 3), (48, 2, 48), (1234, 2, 1200), (98_765, 3, 98_800), (0.26, 1, 0.3)],
)
def test_it_rounds_to_digits_that_say_something(value: float, digits: int, rounded: float) -> None:
    assert round_(value, digits) == rounded


def test_it_cuts_as_roundly_as_keeps_the_parts_apart() -> None:
    assert cut_points(pl.Series([float(number) for number in range(1, 501)])) == [
        100,
        200,
        300,
        400,
    ]
    years = pl.Series([float(year) for year in range(2000, 2025)])
    assert cut_points(years) == [2005, 2010, 2014, 2019]


def test_it_cuts_a_number_into_runs_of_neighbouring_parts() -> None:
    values = pl.Series([float(number) for number in range(1, 501)])
    found = conditions("account.employees", ValueType.NUMBER, values)
    assert "account.employees < 100" in found
    assert "account.employees >= 100 and account.employees < 300" in found
    assert "account.employees >= 400" in found
    assert len(found) == 14


def test_it_joins_parts_with_too_few_cases_to_their_neighbours() -> None:
    values = pl.Series([10.0] * 400 + [200.0] * (SUPPORT - 1))
    assert conditions("account.employees", ValueType.NUMBER, values) == []
    values = pl.Series([10.0] * 400 + [200.0] * SUPPORT)
    assert cut_points(values) == []
    values = pl.Series([10.0] * 100 + [200.0] * 100)
    assert conditions("account.employees", ValueType.NUMBER, values) == [
        "account.employees < 200",
        "account.employees >= 200",
    ]


def test_it_asks_for_values_that_enough_cases_hold_and_enough_do_not() -> None:
    values = pl.Series("v", ["bretagne"] * SUPPORT + ["alsace"] * (SUPPORT - 1) + [None] * 40)
    assert conditions("account.region", ValueType.TEXT, values) == ["account.region = 'bretagne'"]
    assert conditions("account.region", ValueType.TEXT, values.head(SUPPORT)) == []


def test_it_asks_lists_and_truths_in_their_own_words() -> None:
    tools = pl.Series("v", [["hubspot", "l erp"]] * SUPPORT + [[]] * SUPPORT)
    assert conditions("account.tools", ValueType.LIST, tools) == [
        "has(account.tools, 'hubspot')",
        "has(account.tools, 'l erp')",
    ]
    crm = pl.Series("v", [True] * SUPPORT + [None] * SUPPORT)
    assert conditions("account.crm_in_place", ValueType.BOOL, crm) == [
        "account.crm_in_place = true"
    ]


def test_it_writes_conditions_the_rules_language_takes() -> None:
    texts = pl.Series("v", ["chef d'atelier"] * 40 + ["x"] * 40)
    numbers = pl.Series("v", [float(number) for number in range(1_000_000, 3_000_000, 10_000)])
    found = [
        *conditions("account.region", ValueType.TEXT, texts),
        *conditions("account.revenue", ValueType.NUMBER, numbers),
    ]
    assert len(found) > 2
    for one in found:
        language.parse(one, fields.FIT)
