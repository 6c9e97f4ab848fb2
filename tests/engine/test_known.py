"""A value is what it was known to be at a time."""

import json
from typing import Any

import polars as pl

from prospector.engine.known import as_known
from prospector.sourcemap import packed

REPLACED = {
    "entity_id": pl.Int64, "field": pl.String, "old_value": pl.String, "source": pl.String,
    "until": pl.Int64,
}  # fmt: skip


def then(
    value: Any, source: dict[str, Any] | None, *replaced: tuple[Any, int, int], at: int = 100
) -> Any:
    """What a value was known to be at a time; `replaced` = (old value, first seen, until).

    The same is asked of a source map that says once what its fields share.
    """
    sources = {"x": source} if source else {}
    found = of_map(value, sources, *replaced, at=at)
    assert of_map(value, packed({**sources, "y": {}}), *replaced, at=at) == found
    return found


def of_map(
    value: Any, sources: dict[str, Any], *replaced: tuple[Any, int, int], at: int
) -> Any:  # Any: the value's own type
    """The same of a stored source map."""
    kind = {bool: pl.Boolean, int: pl.Int64, float: pl.Float64}.get(type(value), pl.String)
    rows = pl.DataFrame(
        {"lead_id": [7], "x": [value], "sources": [json.dumps(sources)]},
        schema={"lead_id": pl.Int64, "x": kind, "sources": pl.String},
    )
    old = [
        (7, "x", json.dumps(was), json.dumps({"first_seen": seen}), until)
        for was, seen, until in replaced
        if until > at
    ]
    found = as_known(
        rows, "lead_id", ["x"], pl.DataFrame(old, schema=REPLACED, orient="row"), known_at=at
    )
    assert found.columns == rows.columns
    return found["x"].item()


def test_it_keeps_a_value_that_was_there() -> None:
    assert then("director", {"first_seen": 100}) == "director"
    assert then("director", None) == "director"


def test_it_does_not_know_a_value_first_seen_later() -> None:
    assert then("director", {"first_seen": 101}) is None
    assert then(250, {"first_seen": 101}) is None


def test_it_knows_the_value_that_was_replaced_later() -> None:
    assert then("director", {"first_seen": 150}, ("intern", 50, 150)) == "intern"
    assert then(250, {"first_seen": 150}, (100, 50, 150)) == 100
    assert then(True, {"first_seen": 150}, (False, 50, 150)) is False
    assert then('["B"]', {"first_seen": 150}, (["A", "C"], 50, 150)) == '["A","C"]'


def test_it_takes_the_first_of_several_later_replacements() -> None:
    history = (("second", 100, 200), ("first", 50, 100), ("third", 200, 300))
    assert then("fourth", {"first_seen": 300}, *history, at=150) == "second"
    assert then("fourth", {"first_seen": 300}, *history, at=60) == "first"
    assert then("fourth", {"first_seen": 300}, *history, at=300) == "fourth"


def test_it_does_not_know_a_replaced_value_that_came_later_itself() -> None:
    assert then("new", {"first_seen": 200}, ("old", 150, 200)) is None


def test_it_knows_a_value_a_person_changed_without_a_first_seen() -> None:
    assert then("customer", {"person": "alice"}, ("prospect", 1, 150)) == "prospect"
