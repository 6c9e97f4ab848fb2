"""Published examples, a plain reference, and what must hold whatever the numbers are."""

from collections import Counter
from math import sqrt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospector.segment.quality.association import cramers_v, eta_squared, mixture

GROUPS = st.lists(st.integers(0, 4), min_size=2, max_size=60)
NUMBERS = st.integers(-1000, 1000).map(float)


def series(values: list[object]) -> pl.Series:
    return pl.Series(values)


def pairs(values: st.SearchStrategy[object]) -> st.SearchStrategy[list[tuple[int, object]]]:
    return st.lists(st.tuples(st.integers(0, 4), values), min_size=2, max_size=60)


def plain_eta(rows: list[tuple[int, float]]) -> float:
    """Sums of squares written out."""
    mean = sum(value for _, value in rows) / len(rows)
    total = sum((value - mean) ** 2 for _, value in rows)
    between = 0.0
    for group in {group for group, _ in rows}:
        inside = [value for one, value in rows if one == group]
        between += len(inside) * (sum(inside) / len(inside) - mean) ** 2
    return between / total


def plain_v(rows: list[tuple[int, object]]) -> float:
    """Chi squared over every cell, empty ones too."""
    n, cells = len(rows), Counter(rows)
    left, right = Counter(one for one, _ in rows), Counter(value for _, value in rows)
    chi = sum(
        (cells[one, value] - left[one] * right[value] / n) ** 2 / (left[one] * right[value] / n)
        for one in left
        for value in right
    )
    return sqrt(chi / (n * (min(len(left), len(right)) - 1)))


def test_it_agrees_with_the_textbook_analysis_of_variance() -> None:
    # Three levels of fertiliser: SS between 84, SS within 68.
    levels = {"a": [6, 8, 4, 5, 3, 4], "b": [8, 12, 9, 11, 6, 8], "c": [13, 9, 11, 8, 7, 12]}
    rows = [(name, value) for name, values in levels.items() for value in values]
    found = eta_squared(series([name for name, _ in rows]), series([value for _, value in rows]))
    assert found is not None
    assert (found.n, found.groups) == (18, 3)
    assert found.value == pytest.approx(84 / 152)
    # (SS between - 2 · MS within) / SS total, the other way to write epsilon squared
    assert found.corrected == pytest.approx((84 - 2 * 68 / 15) / 152)


def test_it_agrees_with_the_textbook_table_of_collars() -> None:
    # Occupation by neighbourhood, 650 residents: chi squared 24.57.
    table = {
        "white": [90, 60, 104, 95],
        "blue": [30, 50, 51, 20],
        "none": [30, 40, 45, 35],
    }
    rows = [
        (name, place)
        for name, counts in table.items()
        for place, count in zip("ABCD", counts, strict=True)
        for _ in range(count)
    ]
    found = cramers_v(series([name for name, _ in rows]), series([place for _, place in rows]))
    assert found is not None
    assert found.n == 650
    assert found.value**2 * 650 * 2 == pytest.approx(24.57, abs=0.01)
    phi, r, k = 24.5712 / 650, 3 - 4 / 649, 4 - 9 / 649
    assert found.corrected == pytest.approx(sqrt((phi - 6 / 649) / (min(r, k) - 1)), abs=1e-4)


#: A busy machine is no failure.
UNHURRIED = settings(deadline=None)


@UNHURRIED
@given(pairs(NUMBERS))
def test_it_agrees_with_sums_of_squares_written_out(rows: list[tuple[int, float]]) -> None:
    found = eta_squared(series([one for one, _ in rows]), series([value for _, value in rows]))
    if len({value for _, value in rows}) == 1:
        assert found is None
        return
    assert found is not None
    assert found.value == pytest.approx(plain_eta(rows), abs=1e-9)
    assert 0 <= found.corrected <= found.value + 1e-12 <= 1 + 2e-12


@UNHURRIED
@given(pairs(st.sampled_from("abcd")))
def test_it_agrees_with_chi_squared_over_every_cell(rows: list[tuple[int, object]]) -> None:
    groups, values = series([one for one, _ in rows]), series([value for _, value in rows])
    found = cramers_v(groups, values)
    if groups.n_unique() == 1 or values.n_unique() == 1:
        assert found is None
        return
    assert found is not None
    assert found.value == pytest.approx(plain_v(rows), abs=1e-6)
    assert 0 <= found.value <= 1
    assert 0 <= found.corrected <= 1
    turned = cramers_v(values, groups)
    assert turned is not None
    assert turned.value == pytest.approx(found.value)


@UNHURRIED
@given(pairs(st.sampled_from("abcd")), st.permutations(range(5)))
def test_it_does_not_care_what_groups_are_called(
    rows: list[tuple[int, object]], names: list[int]
) -> None:
    values = series([value for _, value in rows])
    one = cramers_v(series([group for group, _ in rows]), values)
    other = cramers_v(series([f"group {names[group]}" for group, _ in rows]), values)
    assert other == one  # to the last digit


@UNHURRIED
@given(pairs(NUMBERS), st.permutations(range(5)))
def test_it_does_not_care_what_groups_of_numbers_are_called(
    rows: list[tuple[int, float]], names: list[int]
) -> None:
    values = series([value for _, value in rows])
    one = eta_squared(series([group for group, _ in rows]), values)
    other = eta_squared(series([names[group] for group, _ in rows]), values)
    assert (one is None) == (other is None)
    if one and other:
        assert other == pytest.approx(one)


@UNHURRIED
@given(GROUPS.filter(lambda groups: len(set(groups)) > 1))
def test_it_is_one_where_the_group_says_it_all(groups: list[int]) -> None:
    by_name = cramers_v(series([*groups]), series([f"value {group}" for group in groups]))
    by_number = eta_squared(series([*groups]), series([group * 7.5 for group in groups]))
    assert by_name is not None
    assert by_name.value == pytest.approx(1)
    assert by_number is not None
    assert by_number.value == pytest.approx(1)


def test_it_takes_chance_away() -> None:
    # 30 groups of 2, values dealt in turn: much of the variance is explained by nothing.
    groups = series([number // 2 for number in range(60)])
    numbers = series([(number * 37) % 60 for number in range(60)])
    found = eta_squared(groups, numbers)
    assert found is not None
    assert found.value > 0.25
    assert found.corrected == 0


def test_it_leaves_out_what_is_not_known() -> None:
    groups, values = series(["a", "a", "b", None, "b"]), series([1, None, 2, 3, 2])
    found = eta_squared(groups, values)
    assert found is not None
    assert (found.n, found.groups, found.value) == (3, 2, 1)
    assert eta_squared(series([None]).cast(pl.String), series([1])) is None


def test_it_says_how_mixed_values_are() -> None:
    assert mixture(series([2, 4, 4, 4, 5, 5, 7, 9])) == 4
    assert mixture(series(["a", "b", None])) == 0.5
    assert mixture(series([True, True])) == 0
    assert mixture(pl.Series([None], dtype=pl.String)) is None
