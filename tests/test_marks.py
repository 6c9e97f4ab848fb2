"""What was remembered is known with its number, however long ago; nothing else is."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from prospector.marks import Marks


def remember(marks: Marks, *texts: str) -> None:
    marks.add(pl.Series(texts, dtype=pl.String), pl.Series(map(ord, texts), dtype=pl.Int64))


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6, unique=True), max_size=8))
def test_it_knows_the_number_of_every_text_and_of_no_other(batches: list[list[str]]) -> None:
    marks, known = Marks(), dict[str, int]()
    for batch in batches:
        found = marks.numbers(pl.Series(batch, dtype=pl.String)).to_list()
        assert found == [known.get(text) for text in batch]
        remember(marks, *(text for text in batch if text not in known))
        known |= {text: ord(text) for text in batch}
    assert len(marks) == len(known)


def test_it_keeps_few_bytes_of_a_text_in_few_runs() -> None:
    marks = Marks(pl.UInt8)
    for batch in range(20):
        texts = pl.Series([f"{batch} {row}" for row in range(500)])
        marks.add(texts, pl.Series([0]).new_from_index(0, 500))
    assert len(marks) == 10_000
    assert len(marks._runs) < 10
    assert {run.estimated_size() // run.height for run in marks._runs} == {17}


def test_it_takes_texts_for_different_that_share_one_of_their_marks() -> None:
    marks, text = Marks(), pl.Series(["a"])
    alike = {"one": text.hash(1), "other": text.hash(2) + 1, "number": [1]}
    marks._runs.append(pl.DataFrame(alike))
    assert marks.numbers(text).to_list() == [None]


def test_it_begins_anew_where_it_would_hold_too_many() -> None:
    marks = Marks(kept=3)
    remember(marks, "a", "b")
    remember(marks, "c")
    assert marks.numbers(pl.Series(["a", "c"])).to_list() == [97, 99]
    remember(marks, "d")
    assert marks.numbers(pl.Series(["a", "c", "d"])).to_list() == [None, None, 100]
