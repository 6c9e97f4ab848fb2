"""Columns as conditions read them."""

import polars as pl

from prospector.engine import columns
from prospector.rules.models import ValueType


def test_it_folds_text_and_takes_what_is_empty_for_unknown() -> None:
    values = pl.Series("x", ["Café-Crème", "caFE creme", "-", "n/a", "!!!", None])
    assert columns.folded(values).to_list() == ["cafe creme", "cafe creme", None, None, None, None]


def test_it_gives_equal_values_equal_text() -> None:
    assert columns.folded(pl.Series("x", ["A"] * 1000)).unique().to_list() == ["a"]


def test_it_folds_lists_and_tells_empty_from_unknown() -> None:
    values = pl.Series("tools", ['["HubSpot CRM", "-"]', "[]", None])
    assert columns.folded_lists(values).to_list() == [["hubspot crm"], [], None]


def test_it_spreads_attributes_whatever_their_name() -> None:
    rows = pl.DataFrame({"attributes": ['{"heads": 12, "is big": true}', "{}", None]})
    found = columns.spread(rows, ["heads", "is big"])
    assert found["attributes.heads"].to_list() == ["12", None, None]
    assert found["attributes.is big"].to_list() == ["true", None, None]


def test_it_tells_attributes_from_columns_of_their_own() -> None:
    names = ["title", "attributes.heads", "attributes.is big"]
    assert columns.stored(names) == ["title", "attributes"]
    assert columns.stored(["title"]) == ["title"]
    assert columns.attributes(names) == ["heads", "is big"]


def test_it_types_attributes_and_leaves_what_does_not_fit_unknown() -> None:
    numbers = pl.Series(["12", "1 200,5", "twelve", None])
    assert columns.typed(numbers, ValueType.NUMBER).to_list() == [12.0, 1200.5, None, None]
    truths = pl.Series(["true", "Oui", "no", "0", "maybe", None])
    assert columns.typed(truths, ValueType.BOOL).to_list() == [True, True, False, False, None, None]
    assert columns.typed(pl.Series(["Grand Est"]), ValueType.TEXT).to_list() == ["grand est"]
