"""Two looks tell a finished file from a growing one, without a test ever waiting."""

from collections.abc import Iterator

import pytest

from prospector.collect.stable import Look, Patience, is_still

OLD, FRESH = Look(10, 90.0, 1), Look(10, 99.75, 1)


def waited(looks: Iterator[Look]) -> tuple[bool, list[float]]:
    pauses: list[float] = []
    still = is_still(lambda: next(looks), Patience(1.0, lambda: 100.0, pauses.append))
    return still, pauses


def test_it_looks_once_at_a_file_nobody_has_touched_for_long() -> None:
    assert waited(iter([OLD])) == (True, [])


def test_it_waits_the_rest_of_the_time_for_a_fresh_one() -> None:
    assert waited(iter([FRESH, FRESH])) == (True, [0.75])


def test_it_waits_no_longer_where_clocks_differ() -> None:
    ahead = Look(10, 4_000.0, 1)
    assert waited(iter([ahead, ahead])) == (True, [1.0])


@pytest.mark.parametrize("later", [Look(11, 99.75, 1), Look(10, 100.5, 1), Look(10, 99.75, 2)])
def test_it_knows_a_file_that_grows_is_written_or_replaced(later: Look) -> None:
    assert waited(iter([FRESH, later])) == (False, [0.75])
