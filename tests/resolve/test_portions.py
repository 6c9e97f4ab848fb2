"""Portions lose nothing and keep the order."""

from hypothesis import given
from hypothesis import strategies as st

from prospector.resolve.portions import CHUNK, portions


@given(st.integers(0, 3 * CHUNK))
def test_it_gives_everything_once_in_order(count: int) -> None:
    items = range(count)
    found = list(portions(items))
    assert [item for part in found for item in part] == list(items)
    assert all(0 < len(part) <= CHUNK for part in found)
