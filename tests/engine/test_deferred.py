"""Columns are made when something looks at them, once."""

import polars as pl

from prospector.engine.deferred import Deferred

TEXTS = pl.Series("text", ["x", None, "y"]).cast(pl.Categorical)


def test_it_makes_a_column_once_and_no_other() -> None:
    made: list[str] = []

    def number() -> pl.Series:
        made.append("number")
        return pl.Series("any name", [1, 2, 3])

    found = Deferred({"number": number, "other": number})
    again = found.also({"third": found.later("number")})
    assert again["third"].to_list() == again["number"].to_list() == [1, 2, 3]
    assert again.frame(["number"]).columns == ["number"]
    assert (made, again.columns) == (["number"], ["number", "other", "third"])


def test_it_takes_rows_by_their_places_with_texts_for_codes() -> None:
    found = Deferred.of(TEXTS.to_frame())
    assert found.rows(pl.Series([2, 0]))["text"].to_list() == ["y", "x"]
    assert found.rows(pl.Series([0])).schema["text"] == pl.String
    assert (found.height, Deferred({}).height) == (3, 0)
