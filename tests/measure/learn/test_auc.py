"""Areas and their intervals agree with published ones; colleagues do not count twice."""

import polars as pl
import pytest

from prospector.measure.learn.auc import area, difference, placements

#: Ratings of 109 CT images, 1 (definitely normal) to 5: Hanley and McNeil (1982), table I.
NORMAL = (33, 6, 6, 11, 2)
ABNORMAL = (3, 2, 2, 11, 33)


def rated() -> tuple[pl.Series, pl.Series, pl.Series]:
    ratings = [
        (rating, ill)
        for ill, counts in ((False, NORMAL), (True, ABNORMAL))
        for rating, count in enumerate(counts, 1)
        for _ in range(count)
    ]
    scores = pl.Series([rating for rating, _ in ratings])
    return scores, pl.Series([ill for _, ill in ratings]), pl.Series(range(len(ratings)))


def test_it_agrees_with_the_published_area_and_interval() -> None:
    # Stata, [R] roctab: area 0.8932, interval 0.83295 to 0.95339 (DeLong).
    found = area(*rated())
    assert found.value == pytest.approx(0.8932, abs=5e-5)
    assert found.low == pytest.approx(0.83295, abs=5e-6)
    assert found.high == pytest.approx(0.95339, abs=5e-6)


def test_it_learns_nothing_from_the_same_case_told_twice() -> None:
    once = area(*rated())
    twice = area(*(pl.concat([column, column]) for column in rated()))
    assert twice == pytest.approx(once)


def test_it_places_each_case_among_those_of_the_other_side() -> None:
    found = placements(pl.Series([1, 2, 2, 3]), pl.Series([False, True, False, True]))
    assert found.to_list() == [1.0, 0.75, 0.75, 1.0]


def test_it_compares_two_orders_of_the_same_cases() -> None:
    scores, labels, units = rated()
    same = difference(scores, scores * 10, labels, units)
    assert same == pytest.approx((0, 0, 0))
    turned = difference(scores, -scores, labels, units)
    assert turned.value == pytest.approx(2 * 0.8932 - 1, abs=1e-4)
    assert turned.low > 0


def test_it_ends_where_areas_end() -> None:
    found = area(
        pl.Series([0, 0, 1, 1]), pl.Series([False, False, True, True]), pl.Series(range(4))
    )
    assert found == (1.0, 1.0, 1.0)
