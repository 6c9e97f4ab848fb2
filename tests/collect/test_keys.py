"""What makes two rows the same."""

from collections import Counter

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from prospector.collect import keys
from prospector.collect.keys import Ordinals, digest
from prospector.collect.posts import post_url
from prospector.collect.registry import PROFILES
from prospector.columns import to_micros
from tests.collect import kit
from tests.collect.thinking import ready

POST = "urn:li:activity:7525844700364800000"
Row = dict[str, str | None]
ALICE: Row = {"email": "alice@acme.example", "occurred_at": "2026-11-02"}


def ids(*rows: dict[str, str | None], **options: object) -> list[str]:
    return (
        ready(*[{**ALICE, **row} for row in rows], **options)
        .frames.signals["external_id"]
        .to_list()
    )


def test_it_takes_the_given_id_as_it_is() -> None:
    assert ids({"kind": "post_liked", "external_id": "A-1"}) == ["A-1"]


def test_it_takes_the_natural_key_where_all_its_parts_are_there() -> None:
    one: Row = {"kind": "event_attended", "subject": "Open Day"}
    found = ids(
        one, {**one, "occurred_at": "2026-11-05", "title": "COO"}, {**one, "subject": "Fair"}
    )
    assert len(found) == 2


def test_it_takes_every_fact_where_a_part_of_the_key_is_missing() -> None:
    one: dict[str, str | None] = {"kind": "event_attended"}
    assert len(set(ids(one, {**one, "occurred_at": "2026-11-05"}))) == 2


def test_it_numbers_equal_rows_of_one_file() -> None:
    one: dict[str, str | None] = {"kind": "page_visited", "subject": "/pricing"}
    first, second, third = ids(one, one, one)
    assert [second, third] == [f"{first}#2", f"{first}#3"]


def test_it_counts_equal_rows_once_where_files_repeat_themselves() -> None:
    profile = PROFILES["post-engagement"]
    one: dict[str, str | None] = {"postUrl": "p", "comment": "yes"}
    assert len(ids(one, one, {**one, "comment": "no"}, profile=profile)) == 2


def test_it_leaves_descriptions_unknown_columns_and_assumed_times_out() -> None:
    one: dict[str, str | None] = {
        "kind": "post_commented",
        "subject": POST,
    }
    same = [
        {**one, "occurred_at": None},
        {**one, "occurred_at": None, "title": "COO", "row": "17"},
    ]
    first, second = ids(*same)
    assert second == f"{first}#2"
    later = ids(
        {**one, "occurred_at": None}, previous={post_url(POST): to_micros(kit.NOW) - 1_000_000}
    )
    assert later == [first]


def test_it_tells_a_day_and_an_amount_apart() -> None:
    one: Row = {"kind": "purchased", "subject": "Licence", "amount": "10", "currency": "EUR"}
    found = ids(
        one,
        {**one, "occurred_at": "2026-11-02T18:00:00Z"},
        {**one, "occurred_at": "2026-11-03"},
        {**one, "amount": "11"},
        {**one, "currency": "USD"},
    )
    assert len(found) == 4


def test_it_names_nobody_in_an_id() -> None:
    (found,) = ids({"kind": "post_liked", "subject": "p"})
    assert "alice" not in found
    assert len(digest("x")) == 32


@given(
    st.lists(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=6), max_size=8)
)
def test_it_numbers_equal_rows_across_batches(batches: list[list[tuple[str, bool]]]) -> None:
    ordinals, counts = Ordinals(), Counter[str]()
    for batch in batches:
        keys = [digest(name) for name, _ in batch]
        counted = [use for _, use in batch]
        expected = []
        for key, use in zip(keys, counted, strict=True):
            counts[key] += use
            expected.append(f"{key}#{counts[key]}" if use and counts[key] > 1 else key)
        series = pl.Series(keys, dtype=pl.String), pl.Series(counted, dtype=pl.Boolean)
        assert ordinals.numbered(*series).to_list() == expected


def test_it_keeps_few_bytes_of_a_row_that_never_comes_again() -> None:
    ordinals = Ordinals()
    for batch in range(20):
        keys = pl.Series([digest(f"{batch} {row}") for row in range(500)])
        ordinals.numbered(keys, keys.is_not_null())
    assert not ordinals._counts
    assert sum(run.len() for run in ordinals._runs) == 10_000
    assert len(ordinals._runs) < 10


def test_it_leaves_the_numbers_that_equal_rows_have_already() -> None:
    key, other = digest("k"), digest("x")
    ordinals = Ordinals({key, f"{key}#2"}.__contains__)
    found = [
        ordinals.numbered(pl.Series([name]), pl.Series([True]))[0] for name in (key, key, other)
    ]
    assert found == [f"{key}#3", f"{key}#4", other]


def test_it_digests_a_column_as_it_does_each_text() -> None:
    texts = ["", "é\x1fœ", "😀", *map(str, range(10_001))]
    assert keys.digests(pl.Series(texts)).to_list() == list(map(digest, texts))
    assert keys.digests(pl.Series([], dtype=pl.String)).to_list() == []
