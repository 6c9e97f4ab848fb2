"""Figures come with n and an interval, or not at all."""

from random import Random
from typing import Any

import polars as pl
import pytest

from prospector.measure.backtest.figures import (
    DAY,
    Calibration,
    bins,
    calibration,
    compare,
    linked,
    precision,
)
from prospector.measure.backtest.replay import Replay

AT = 1000 * DAY


# Any: columns of several types.
def picks(*rows: tuple[int, float]) -> pl.DataFrame:
    """Leads a queue held, by day."""
    told = [(who, AT + round(day * DAY)) for who, day in rows]
    return pl.DataFrame(told, schema={"lead_id": pl.Int64, "at": pl.Int64}, orient="row")


def states(*rows: tuple[int, float, bool | None]) -> pl.DataFrame:
    """Cases of leads by day, with their outcome."""
    told = [
        (number, who, AT + round(day * DAY), hit) for number, (who, day, hit) in enumerate(rows)
    ]
    schema = {"case": pl.Int64, "lead_id": pl.Int64, "at": pl.Int64, "hit": pl.Boolean}
    return pl.DataFrame(told, schema=schema, orient="row")


def test_it_judges_a_pick_by_the_case_that_followed_within_a_week() -> None:
    cases = states((1, 0, True), (2, 6.9, False), (3, 7.1, True), (4, -0.1, True), (5, 0, None))
    found = linked(picks((1, 0), (2, 0), (3, 0), (4, 0), (5, 0)), cases).sort("lead_id")
    assert found["hit"].to_list() == [True, False, None, None, None]
    assert found["case"].to_list() == [0, 1, None, None, 4]


def replayed(held: pl.DataFrame) -> Replay:
    return Replay(held, pl.DataFrame(), 500)


def test_it_counts_hits_among_the_picks_that_can_be_judged() -> None:
    cases = states(*((number, 0, number <= 10) for number in range(1, 61)))
    held = picks(*((number, 0) for number in range(1, 41)), (99, 0))
    found = precision(replayed(held), linked(held, cases), cases)
    assert (found.eligible, found.picked) == (500, 41)
    assert (found.rate.count, found.rate.n, found.rate.share) == (10, 40, 0.25)
    assert (found.found.count, found.found.n, found.found.share) == (10, 10, None)


def test_it_finds_only_what_opened_in_the_window() -> None:
    window = states(*((number, 0, True) for number in range(30)))
    later = states(*((number, 0, True) for number in range(30)), (77, 3, True))
    held = picks((1, 0), (77, 0))
    found = precision(replayed(held), linked(held, later), window)
    assert (found.rate.count, found.found.count, found.found.n) == (2, 1, 30)


def judged(hits: list[bool], **columns: Any) -> pl.DataFrame:
    n = len(hits)
    return pl.DataFrame(
        {
            "case": range(n),
            "at": [AT + number for number in range(n)],
            "hit": hits,
            "priority": [float(n - number) for number in range(n)],
            "grade": ["A1"] * n,
            **columns,
        }
    )


def test_it_cuts_tenths_by_priority_best_first() -> None:
    found = bins(judged([True] * 30 + [False] * 270))
    assert [one.number for one in found] == list(range(1, 11))
    assert [one.rate.count for one in found] == [30] + [0] * 9
    assert (found[0].most, found[0].least, found[1].most) == (300.0, 271.0, 270.0)
    assert found[0].lift is not None
    assert found[0].lift.value is None
    assert found[0].lift.low > 1


@pytest.mark.parametrize(("n", "cut"), [(59, 0), (60, 2), (100, 3), (299, 9), (4000, 10)])
def test_it_cuts_fewer_and_larger_bins_where_tenths_would_be_too_few(n: int, cut: int) -> None:
    found = bins(judged([number % 3 == 0 for number in range(n)]))
    assert len(found) == cut
    assert not found or min(one.rate.n for one in found) >= 30
    assert sum(one.rate.n for one in found) in (0, n)


def test_it_learns_on_the_earlier_half_and_tests_on_the_later() -> None:
    # A1 reaches it half of the time in the first half, always in the second; C3 never.
    early = [number % 4 == 0 for number in range(200)]
    late = [number % 2 == 0 for number in range(200)]
    grades = ["A1" if number % 2 == 0 else "C3" for number in range(400)]
    found = calibration(judged(early + late, grade=grades))
    assert (found.learnt, found.tested, found.split_at) == (200, 200, AT + 200)
    best, worst = found.grades
    assert (best.grade, best.learnt, best.rate.share) == ("A1", 100, 1.0)
    assert best.predicted == pytest.approx((50 + 10 * 0.25) / 110)
    assert worst.predicted == pytest.approx(2.5 / 110)
    expected = ((best.predicted - 1) ** 2 + worst.predicted**2) / 2
    assert found.brier == pytest.approx(expected)
    assert found.brier_of_one_rate == pytest.approx((0.75**2 + 0.25**2) / 2)
    assert found.gain is not None
    assert found.gain.value == pytest.approx((0.75**2 + 0.25**2) / 2 - expected)
    assert found.gain.low > 0


def test_it_does_not_say_that_grades_foretell_what_they_do_not() -> None:
    random, clear = Random(9), 0
    for _ in range(200):
        hits = [random.random() < 0.2 for _ in range(200)]
        found = calibration(judged(hits, grade=[random.choice(["A1", "B2"]) for _ in hits]))
        clear += found.gain is not None and found.gain.low > 0
    assert clear <= 10


def test_it_foretells_a_grade_nobody_had_by_the_overall_rate() -> None:
    hits = [number % 4 == 0 for number in range(200)]
    found = calibration(judged(hits, grade=["B2"] * 100 + ["A1"] * 100))
    assert found.grades[0].learnt == 0
    assert found.grades[0].predicted == pytest.approx(0.25)


@pytest.mark.parametrize("hits", [[True, False] * 50, [False] * 200])
def test_it_does_not_calibrate_by_too_few(hits: list[bool]) -> None:
    found = calibration(judged(hits))
    half = len(hits) // 2
    assert found == Calibration(half, half, None, (), None, None, None)


def test_it_compares_two_queues_by_whom_only_one_held() -> None:
    cases = states(*((number, 0, number < 40) for number in range(200)))
    new, old = range(100), range(20, 150)
    held = [linked(picks(*((number, 0) for number in one)), cases) for one in (new, old)]
    found = compare(*held)
    assert found.shared == 80
    assert (found.only_new.count, found.only_new.n) == (20, 20)
    assert (found.only_old.count, found.only_old.n) == (0, 50)
    assert (found.found_only_new, found.found_only_old) == (20, 0)
    assert found.difference is not None
    assert found.difference.value == pytest.approx(0.4 - 20 / 130)
    assert found.difference.low > 0
    same = compare(held[0], held[0])
    assert (same.shared, same.difference) == (100, None)
