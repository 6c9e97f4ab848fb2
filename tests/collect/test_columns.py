"""Whole columns at once give what one value at a time gives."""

import json

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from prospector.collect import columns
from prospector.collect.reject import Problem, RejectCode
from prospector.text import EMPTY, clean

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [*EMPTY, "N/A", " NULL ", "a\u00a0b", "a\x1cb", "\u2003x\u2003", "a\x85b", "a\u200bb"]
)


@given(st.lists(st.none() | TEXTS, max_size=8))
def test_it_cleans_like_the_one_text_at_a_time(texts: list[str | None]) -> None:
    frame = pl.DataFrame({"x": pl.Series(texts, dtype=pl.String)})
    assert frame.select(columns.cleaned("x"))["x"].to_list() == [clean(text) for text in texts]


def test_it_reads_each_distinct_text_once() -> None:
    asked: list[str] = []

    def reader(text: str) -> int | Problem:
        asked.append(text)
        return int(text) if text.isdecimal() else Problem(RejectCode.BAD_NUMBER, text)

    found = columns.read(pl.Series("n", ["1", "x", None, "1"]), reader, pl.Int64)
    assert sorted(asked) == ["1", "x"]
    assert found.values.to_list() == [1, None, None, 1]
    assert found.codes is not None
    assert found.codes.to_list() == [None, "bad_number", None, None]


def test_it_has_no_codes_where_all_is_well() -> None:
    assert columns.read(pl.Series("n", ["1"]), int, pl.Int64).codes is None
    assert columns.mapped(pl.Series("n", ["a", None]), str.upper).to_list() == ["A", None]


ROW = st.fixed_dictionaries(
    {
        "a": st.none() | TEXTS,
        "b": st.none() | st.integers(-(2**40), 2**40),
        "c": st.none() | st.booleans(),
    }
)


@given(st.lists(ROW, min_size=1, max_size=6))
def test_it_writes_json_without_nulls(rows: list[dict[str, object]]) -> None:
    schema = {"a": pl.String, "b": pl.Int64, "c": pl.Boolean, "raw": pl.String}
    frame = pl.DataFrame([{**row, "raw": "[1]"} for row in rows], schema=schema)
    found = columns.json_object(frame, ["a", "b", "c", "raw"], frozenset({"raw"}))
    for row, text in zip(rows, found.to_list(), strict=True):
        expected = {name: value for name, value in row.items() if value is not None} | {"raw": [1]}
        assert json.loads(text) == expected


def test_it_writes_plain_texts_as_those_beside_odd_ones() -> None:
    """What a sighting says is hashed as it is written: it must not depend on its batch."""
    signs = [chr(code) for code in range(0x3000) if chr(code) not in '"\\' and code > 0x1F]
    plain = pl.DataFrame({"a": signs})
    beside = plain.vstack(pl.DataFrame({"a": ['"']}))
    alone, together = (columns.json_object(frame, ["a"], frozenset()) for frame in (plain, beside))
    assert alone.to_list() == together.head(len(signs)).to_list()


def test_it_writes_nothing_for_nothing() -> None:
    frame = pl.DataFrame({"a": pl.Series([None, "x"], dtype=pl.String)})
    assert columns.json_object(frame, ["a"], frozenset()).to_list() == [None, '{"a":"x"}']
    assert columns.json_object(frame, [], frozenset()).to_list() == [None, None]


@given(st.lists(st.tuples(st.none() | TEXTS, st.none() | TEXTS), max_size=6))
def test_it_tidies_whole_tables_like_one_text_at_a_time(rows: list[tuple[str | None, ...]]) -> None:
    frame = pl.DataFrame(rows, schema={"x": pl.String, "y": pl.String}, orient="row")
    expected = [tuple(map(clean, row)) for row in rows]
    assert columns.tidied(frame).rows() == expected


def test_it_asks_the_reader_only_what_is_not_plain() -> None:
    asked: list[str] = []

    def reader(text: str) -> int | Problem:
        asked.append(text)
        return Problem(RejectCode.BAD_NUMBER, text) if text == "x" else 7

    def quick(column: pl.Series) -> pl.Series:
        return column.cast(pl.Int64, strict=False)

    found = columns.read(pl.Series("n", ["1", "x", None, "y"]), reader, pl.Int64, quick)
    assert sorted(asked) == ["x", "y"]
    assert found.values.to_list() == [1, None, None, 7]
    assert found.codes is not None
    assert found.codes.to_list() == [None, "bad_number", None, None]
    assert columns.read(pl.Series("n", ["1"]), reader, pl.Int64, quick).codes is None


def test_it_reads_texts_that_come_again_once_also_the_quick_way() -> None:
    heights: list[int] = []

    def quick(column: pl.Series) -> pl.Series:
        heights.append(column.len())
        return column.cast(pl.Int64, strict=False)

    def reader(text: str) -> int | Problem:
        return Problem(RejectCode.BAD_NUMBER, text) if text == "x" else 7

    again = pl.Series("n", ["1", "x", None, "y", "1", "x", "x", "y", "1", "1", None])
    found = columns.read(again, reader, pl.Int64, quick)
    assert heights == [3]
    assert found.values.to_list() == [1, None, None, 7, 1, None, None, 7, 1, 1, None]
    assert found.values.name == "n"
    assert found.codes is not None
    assert found.details is not None
    assert (found.codes.is_not_null() == (again == "x").fill_null(value=False)).all()
    assert found.details.drop_nulls().unique().to_list() == ["x"]
