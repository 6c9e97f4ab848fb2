"""What all rows share is written once; what none has is left out."""

import polars as pl

from prospector.store.insertion import empty_columns, shared_values


def test_it_finds_what_all_rows_share() -> None:
    frame = pl.DataFrame({"same": ["a", "a"], "other": [1, 2], "some": [None, 1], "zero": [0, 0]})
    assert shared_values(frame) == {"same": "a", "zero": 0}


def test_it_finds_columns_without_values() -> None:
    frame = pl.DataFrame({"none": [None, None], "some": [None, 1]})
    assert empty_columns(frame) == ["none"]
