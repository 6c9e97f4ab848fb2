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
