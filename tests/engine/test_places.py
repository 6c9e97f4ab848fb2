"""Values are found by id, however far apart ids are."""

import polars as pl
import pytest

from prospector.engine.places import Table


@pytest.mark.parametrize("far", [0, 10_000_000_000])
def test_it_follows_ids_however_far_apart(far: int) -> None:
    ids = pl.Series([1, 2, 3 + far])
    values = pl.Series([10, None, 30])
    wanted = pl.Series([3 + far, None, 2, 1, 99 + far, 1])
    assert Table(ids, values).of(wanted).to_list() == [30, None, None, 10, None, 10]


def test_it_finds_nothing_where_nothing_is() -> None:
    nothing = pl.Series([], dtype=pl.Int64)
    assert Table(nothing, nothing).of(pl.Series([1, None], dtype=pl.Int64)).to_list() == [
        None,
        None,
    ]
    assert Table(pl.Series([1]), pl.Series([2])).of(nothing).to_list() == []
