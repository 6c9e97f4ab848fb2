"""Intervals agree with published ones, hold what they promise, and are refused where there is too little."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.rates import (
    Count,
    Rate,
    difference,
    lift,
    per_side,
    rate,
    wilson,
)


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    # Newcombe (1998), table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)],
)
def test_it_agrees_with_published_intervals_of_a_rate(
    count: int, n: int, low: float, high: float
) -> None:
    found = rate(count, n)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_it_gives_no_rate_for_too_few() -> None:
    assert rate(3, 29) == Rate(3, 29, None, None, None)
    assert rate(3, 30).share == 0.1


@given(st.integers(30, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_it_holds_the_share_between_its_bounds(counted: tuple[int, int]) -> None:
    found = rate(*counted)
    assert found.low is not None
    assert found.high is not None
    assert found.share is not None
    assert 0 <= found.low <= found.share + 1e-12
    assert found.share - 1e-12 <= found.high <= 1


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    # Newcombe (1998), table II, method 10
    [(Count(56, 70), Count(48, 80), 0.0524, 0.3339)],
)
def test_it_agrees_with_published_intervals_of_a_difference(
    one: Count, other: Count, low: float, high: float
) -> None:
    found = difference(one, other)
    assert found is not None
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)
    back = difference(other, one)
    assert back is not None
    assert back.low == pytest.approx(-high, abs=5e-5)
    assert back.high == pytest.approx(-low, abs=5e-5)


def test_it_takes_shared_cases_out_of_a_difference() -> None:
    alone = difference(Count(30, 200), Count(20, 200))
    paired = difference(Count(30, 200), Count(20, 200), shared=150)
    assert alone is not None
    assert paired is not None
    assert paired.value == alone.value
    assert alone.low < paired.low < (paired.high or 1) < (alone.high or 0)
    assert difference(Count(30, 200), Count(30, 200), shared=200) is None


def test_it_holds_a_difference_of_overlapping_cases_95_times_in_100() -> None:
    # 120 cases are only here, 120 only there, 180 in both; both sides reach one in eight.
    random, held = Random(7), 0
    for _ in range(2000):
        here, there, both = (
            sum(random.random() < 1 / 8 for _ in range(n)) for n in (120, 120, 180)
        )
        found = difference(Count(here + both, 300), Count(there + both, 300), shared=180)
        held += found is not None and found.low <= 0 <= (found.high or 0)
    assert 0.935 < held / 2000 < 0.97


def test_it_agrees_with_a_published_interval_of_a_ratio() -> None:
    # Koopman (1984): 36 of 40 against 16 of 80
    found = lift(Count(36, 40), Count(16, 80))
    assert found is not None
    assert found.value == pytest.approx(4.5)
    assert found.low == pytest.approx(2.94, abs=5e-3)
    assert found.high == pytest.approx(7.15, abs=5e-3)


def test_it_has_no_end_where_nobody_reached_it_without() -> None:
    found = lift(Count(8, 40), Count(0, 80))
    assert found is not None
    assert (found.value, found.high) == (None, None)
    assert found.low > 1
    never = lift(Count(0, 40), Count(8, 80))
    assert never is not None
    assert (never.value, never.low) == (0, 0)
    assert never.high is not None


def test_it_holds_a_ratio_of_one_95_times_in_100() -> None:
    random, held = Random(11), 0
    for _ in range(2000):
        here, there = (sum(random.random() < 0.1 for _ in range(n)) for n in (80, 300))
        found = lift(Count(here, 80), Count(there, 300))
        held += found is not None and found.low <= 1 <= (found.high or 1e9)
    assert 0.935 < held / 2000 < 0.97


@given(st.integers(30, 400), st.integers(30, 400), st.data())
def test_it_always_holds_the_ratio_itself(n: int, m: int, data: st.DataObject) -> None:
    with_it = Count(data.draw(st.integers(0, n)), n)
    without = Count(data.draw(st.integers(0, m)), m)
    found = lift(with_it, without)
    if with_it.reached + without.reached < 5:
        assert found is None
        return
    assert found is not None
    if found.value is not None:
        assert found.low <= found.value * (1 + 1e-9)
        assert found.high is not None
        assert found.value <= found.high * (1 + 1e-9)


@pytest.mark.parametrize("one", [Count(3, 29), Count(2, 40)])
def test_it_compares_nothing_with_too_few(one: Count) -> None:
    other = Count(2, 100)
    assert difference(one, other) is None
    assert lift(one, other) is None
    assert lift(other, one) is None


def test_it_needs_as_many_as_the_formula_of_fleiss() -> None:
    # R 4.3: power.prop.test(p1 = 0.15, p2 = 0.30, power = 0.8) gives n = 120.4719
    assert per_side(0.15, 0.30) == pytest.approx(120.47, abs=0.01)
    assert per_side(0.30, 0.15) == per_side(0.15, 0.30)


def test_it_shows_a_difference_eight_times_in_ten_with_that_many() -> None:
    random, n = Random(3), round(per_side(0.10, 0.20))
    shown = 0
    for _ in range(1000):
        here, there = (sum(random.random() < p for _ in range(n)) for p in (0.1, 0.2))
        found = difference(Count(there, n), Count(here, n))
        shown += found is not None and found.low > 0
    assert 0.76 < shown / 1000 < 0.86


def test_it_narrows_with_n() -> None:
    assert wilson(50, 100)[0] < wilson(500, 1000)[0] < 0.5
