"""Log-odds become whole points on today's scale."""

from math import log

import numpy as np
import pytest

from prospector.measure.learn.points import in_points, scale, whole
from prospector.measure.learn.regression import Design, Fitted
from tests.measure.learn.made import RULES, TRIAL

EVENT, LIKE, _, DIRECTOR, _ = RULES


def design(*columns: list[float]) -> Design:
    values = np.array(columns, dtype=np.float64).T
    member = np.array([0, 0, 1, -1], dtype=np.int64)[: values.shape[1]]
    labels = np.array([True, False] * (len(values) // 2))
    return Design(values, member, labels, np.arange(len(values)))


def test_it_changes_nothing_where_all_points_are_equally_right() -> None:
    cases = design([20.0, 0, 10, 0], [0, 20.0, 0, 20])
    fitted = Fitted(np.array([0.05, 0.05]), 0.0)
    rate = scale(cases, fitted, [EVENT, LIKE])
    assert rate.intent == pytest.approx(20)
    assert in_points(fitted, rate, [EVENT, LIKE]) == pytest.approx([20, 20])
    assert rate.to_double_the_odds == pytest.approx(20 * log(2))


def test_it_keeps_the_spread_of_the_sum() -> None:
    cases = design([20.0, 0, 10, 0], [0, 20.0, 0, 20])
    fitted = Fitted(np.array([0.1, 0.02]), 0.0)
    rate = scale(cases, fitted, [EVENT, LIKE])
    event, like = in_points(fitted, rate, [EVENT, LIKE])
    assert event == pytest.approx(5 * like)
    learnt = cases.values @ (np.array([event, like]) / 20)
    assert learnt.std() == pytest.approx(cases.values.sum(axis=1).std())


def test_it_gives_a_new_rule_the_points_of_its_log_odds() -> None:
    cases = design([20.0, 0, 10, 0], [0, 20.0, 0, 20], [60, 0, 0, 60], [0, 0, 1.0, 0])
    fitted = Fitted(np.array([0.05, 0.05, 0.01, 1.0]), 0.0)
    columns = [EVENT, LIKE, DIRECTOR, TRIAL]
    rate = scale(cases, fitted, columns)
    assert in_points(fitted, rate, columns)[3] == pytest.approx(rate.intent)
    assert rate.fit == pytest.approx(100)


def test_it_lends_a_part_without_rules_the_scale_of_the_other() -> None:
    cases = design([20.0, 0, 10, 0], [0, 20.0, 0, 20])
    fitted = Fitted(np.array([0.05, 0.05]), 0.0)
    assert scale(cases, fitted, [EVENT, LIKE]).fit == pytest.approx(20)
    nothing = Fitted(np.array([0.0, 0.0]), 0.0)
    assert scale(cases, nothing, [EVENT, LIKE]) == (0, 0)


@pytest.mark.parametrize(
    ("points", "today", "most", "expected"),
    [
        (12.5, 10, 50, 13),
        (-3, 10, 50, 1),
        (0.2, 10, 50, 1),
        (3, -10, 50, -1),
        (80, 10, 50, 50),
        (-12.5, 0, 50, -13),
        (0.4, 0, 50, 0),
    ],
)
def test_it_rounds_to_whole_points_and_never_turns_a_sign(
    points: float, today: float, most: float, expected: int
) -> None:
    assert whole(points, today, most) == expected
