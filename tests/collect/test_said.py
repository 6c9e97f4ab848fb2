"""What was said before is known, however many batches ago; nothing else is."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from prospector.collect.said import Said


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6, unique=True), max_size=8))
def test_it_tells_news_from_what_an_earlier_batch_said(batches: list[list[str]]) -> None:
    said, known = Said(), set[str]()
    for batch in batches:
        found = said.news(pl.Series(batch, dtype=pl.String)).to_list()
        assert found == [content not in known for content in batch]
        known.update(batch)


def test_it_keeps_few_bytes_of_a_content_in_few_runs() -> None:
    said = Said()
    for batch in range(20):
        said.news(pl.Series([f"{batch} {row}" for row in range(500)]))
    assert sum(run.height for run in said._runs) == 10_000
    assert len(said._runs) < 10
    assert {run.estimated_size() // run.height for run in said._runs} == {16}


def test_it_takes_contents_for_different_that_share_one_of_their_marks() -> None:
    said = Said()
    content = pl.Series(["a"])
    said._add(pl.DataFrame({"one": content.hash(1), "other": content.hash(2) + 1}))
    assert said.news(content).to_list() == [True]
