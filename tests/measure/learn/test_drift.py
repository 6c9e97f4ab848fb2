"""Another population is told from chance."""

from math import log
from random import Random

import polars as pl
import pytest

from prospector.measure.learn.drift import Movement, by_chance, drift


def truths(share: float, count: int, seed: int) -> pl.Series:
    random = Random(seed)
    return pl.Series([float(random.random() < share) for _ in range(count)])


def test_it_is_the_sum_over_classes_by_hand() -> None:
    # 600 and 400 of 1,000 against 300 and 700: half a case is added to each class.
    found = drift("x", pl.Series([0.0] * 600 + [1.0] * 400), pl.Series([0.0] * 300 + [1.0] * 700))
    old, new = (600.5 / 1001, 400.5 / 1001), (300.5 / 1001, 700.5 / 1001)
    by_hand = sum((b - a) * log(b / a) for a, b in zip(old, new, strict=True))
    assert found.psi == pytest.approx(by_hand)
    assert found.psi == pytest.approx(0.3 * log(2) + 0.3 * log(1.75), abs=0.01)
    assert found.movement is Movement.DRIFTED


def test_it_is_steady_where_nothing_moved() -> None:
    assert drift("x", truths(0.3, 1000, 1), truths(0.3, 400, 2)).movement is Movement.STEADY


def test_it_counts_what_is_unknown_as_a_class() -> None:
    past = pl.Series([1.0] * 50 + [0.0] * 50)
    found = drift("x", past, pl.Series([None] * 80 + [1.0] * 10 + [0.0] * 10, dtype=pl.Float64))
    assert found.movement is Movement.DRIFTED


def test_it_says_nothing_of_what_chance_gives() -> None:
    few = drift("x", pl.Series([0.0, 1.0] * 10), pl.Series([0.0] * 7 + [1.0] * 3))
    assert few.psi > 0.1
    assert few.movement is Movement.STEADY


def test_it_knows_how_far_chance_goes() -> None:
    random = Random(5)
    beyond = 0
    for _ in range(300):
        past = pl.Series([random.gauss(0, 1) for _ in range(100)])
        found = drift("x", past, pl.Series([random.gauss(0, 1) for _ in range(60)]))
        beyond += found.psi > found.by_chance
    assert 3 <= beyond <= 30
    assert by_chance(2, 100, 100) == pytest.approx(3.84 / 50, rel=0.03)
    assert by_chance(1, 100, 100) == 0
