"""The largest number of a row, and whose it is."""

import polars as pl

from prospector.score.diff.largest import largest, total


def test_it_names_the_first_of_the_largest_positive_numbers() -> None:
    rows = pl.DataFrame({"a": [1, 5, -1, 0, 2], "b": [3, 5, -2, 0, None]})
    found = rows.select(name=largest({"a": pl.col("a"), "b": pl.col("b")}))
    assert found["name"].to_list() == ["b", "a", None, None, "a"]


def test_it_names_nothing_of_nothing() -> None:
    rows = pl.DataFrame({"a": [1]})
    assert rows.select(name=largest({}), sum=total([])).row(0) == (None, 0)
