"""What was computed of a world is computed once."""

import polars as pl

from prospector.engine.kept import Kept


def test_it_makes_a_frame_once_per_text() -> None:
    kept, made = Kept(), []

    def make() -> pl.DataFrame:
        made.append(1)
        return pl.DataFrame({"a": [1]})

    assert kept.frame("SELECT 1", make).equals(kept.frame("SELECT 1", make))
    assert len(made) == 1
    kept.frame("SELECT 2", make)
    assert len(made) == 2


def test_it_makes_again_what_was_dropped() -> None:
    kept = Kept()
    kept.frame("SELECT 1", pl.DataFrame)
    kept.drop("SELECT 1")
    kept.drop("SELECT 3")
    assert not kept.has("SELECT 1")
