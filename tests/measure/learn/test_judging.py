"""What was learnt is judged on cases it has not seen."""

import polars as pl
import pytest

from prospector.measure.learn.auc import Area
from prospector.measure.learn.judging import judge, usable


def made(grades: str, reached: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "unit": range(len(reached)),
            "label": [one == "1" for one in reached],
            "proposed_grade": [f"{one}1" for one in grades],
        }
    )


TRAINING = made("A" * 40 + "B" * 40, "1" * 20 + "0" * 20 + "1" * 10 + "0" * 30)
HELD_OUT = made("A" * 40 + "C" * 10, "1" * 36 + "0" * 4 + "0" * 10)


def test_it_compares_the_rate_of_each_grade_with_what_came() -> None:
    order = pl.Series(range(50))
    found = judge(TRAINING, HELD_OUT, {"today": order, "proposal": -order}, pl.Series([0.5] * 50))
    first, second, third = found.grades
    assert (first.grade, first.learnt.share, first.came.share, first.holds) == (
        "A1",
        0.5,
        0.9,
        False,
    )
    assert (second.came.n, second.holds) == (0, None)
    assert (third.learnt.share, third.holds) == (None, None)
    assert found.brier == pytest.approx(0.25)
    assert found.brier_of_the_rate == pytest.approx((36 * 0.625**2 + 14 * 0.375**2) / 50)


def test_it_tells_how_much_better_the_proposal_is() -> None:
    order = pl.Series(range(50))
    found = judge(TRAINING, HELD_OUT, {"today": order, "proposal": -order}, pl.Series([0.5] * 50))
    assert [one.name for one in found.areas] == ["today", "proposal"]
    today, proposal = (one.area.value for one in found.areas)
    assert found.gain.value == pytest.approx(proposal - today)
    assert found.gain.low > 0


def test_it_takes_an_interval_with_chance_in_it_for_no_signal() -> None:
    assert usable(Area(0.6, 0.51, 0.7))
    assert not usable(Area(0.6, 0.49, 0.7))
    assert not usable(Area(0.3, 0.2, 0.4))
