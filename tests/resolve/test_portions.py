"""Portions lose nothing and keep the order."""

from hypothesis import given
from hypothesis import strategies as st

from prospector.resolve.portions import AIM, CHUNK, Pace, portions


@given(st.integers(0, 3 * CHUNK))
def test_it_gives_everything_once_in_order(count: int) -> None:
    items = range(count)
    found = list(portions(items))
    assert [item for part in found for item in part] == list(items)
    assert all(0 < len(part) <= CHUNK for part in found)


def test_it_writes_as_much_as_fits_a_short_transaction() -> None:
    pace = Pace()
    for _ in range(10):
        pace.took(pace.size * AIM / 1_000)
    assert pace.size == 1_000
    for _ in range(10):
        pace.took(9.0)
    assert pace.size == 400
