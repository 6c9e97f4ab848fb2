"""What was computed of a world is computed once."""

import polars as pl

from prospector.engine.kept import Kept


def test_it_makes_a_frame_once_per_text() -> None:
    kept, made = Kept(), []

    def make() -> pl.DataFrame:
        made.append(1)
        return pl.DataFrame({"a": [1]})

    first = kept.frame("SELECT 1", make)
    assert kept.frame("SELECT 1", make) is first
    assert kept.frame("SELECT 2", make) is not first
    assert len(made) == 2


def test_it_makes_again_what_was_dropped() -> None:
    kept = Kept()
    first = kept.frame("SELECT 1", pl.DataFrame)
    kept.drop("SELECT 1")
    kept.drop("SELECT 3")
    assert kept.frame("SELECT 1", pl.DataFrame) is not first
