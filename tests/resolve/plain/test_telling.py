"""What agrees is told by the strongest of its rows, from the first to the last of them."""

from json import loads
from typing import Any

import polars as pl

from prospector.resolve.plain.telling import agreed, each, entries, read, row_of, source_map
from prospector.sourcemap import unpacked

TOLD: dict[str, Any] = {
    "n": 0, "id": 7, "email": "a@b.example", "account_id": 3, "feed": 'c"rm', "rank": "crm",
    "file": "é.csv", "line": 4, "seen": 10, "received": 20, "tie": "x", "lead_json": "{}",
}  # fmt: skip


def group(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([TOLD | {"id": n} | row for n, row in enumerate(rows)])


def test_it_names_the_strongest_row_and_the_whole_time() -> None:
    found = agreed(
        group({}, {"rank": "feed", "seen": 99, "received": 5}, {"line": 9, "seen": 11, "received": 30}),
        ("email", "lead_json"),
    )  # fmt: skip
    assert found["first_seen_at"].to_list() == [5]
    assert loads(found["source"][0]) == {
        "feed": 'c"rm', "rank": "crm", "file": "é.csv", "line": 9, "first_seen": 5, "last_seen": 30,
    }  # fmt: skip


def test_it_names_the_first_of_equal_rows() -> None:
    found = agreed(group({"line": 1}, {"line": 2, "feed": "b"}), ("email",))
    assert loads(found["source"][0])["line"] == 1


def test_it_leaves_out_groups_that_do_not_agree() -> None:
    rows = group(
        {"n": 1}, {"n": 2}, {"n": 2, "email": None}, {"n": 3, "email": None}, {"n": 3, "email": None}
    )  # fmt: skip
    assert agreed(rows, ("email",))["n"].to_list() == [1, 3]
    assert agreed(rows.head(2), ("email",))["n"].to_list() == [1, 2]


def test_it_makes_something_of_each_text_once() -> None:
    made = []

    def double(text: str) -> str | None:
        made.append(text)
        return text * 2 if text == "a" else None

    assert each(pl.Series(["a", None, "a", "b"]), double).to_list() == ["aa", None, "aa", None]
    assert sorted(made) == ["a", "b"]


def test_it_writes_source_maps_as_they_are_stored() -> None:
    source = agreed(group({}), ("email",))["source"][0]
    told = loads(source)
    stored = loads(source_map(source, entries(["title"], [("function", "title")])))
    assert unpacked(stored) == {"title": told, "function": {**told, "from": "title"}}
    assert source_map(source, entries([])) == "{}"


def test_it_hands_rows_on_to_be_judged() -> None:
    row = row_of(TOLD)
    assert (row.id, row.email, row.account_id, row.origin.line) == (7, "a@b.example", 3, 4)
    assert read('{"a": "\\ud83d"}') == {"a": "\ud83d"}
