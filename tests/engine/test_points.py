"""Points are whole nano-points, rounded once, half away from zero."""

import polars as pl
import pytest

from prospector.engine import duck
from prospector.engine.points import (
    FULL,
    clip,
    clip_sql,
    double,
    half_away,
    nano,
    on_scale,
    on_scale_sql,
    points,
    shown,
    tenths_sql,
)


def test_it_reads_points_as_people_write_them() -> None:
    assert [nano(value) for value in (1, 0.1, -33.3, 0.000000001)] == [
        1_000_000_000,
        100_000_000,
        -33_300_000_000,
        1,
    ]


def test_it_prints_nine_decimals_that_add_up() -> None:
    assert repr(points(7_071_067_812)) == "7.071067812"
    assert repr(points(nano(0.1) + nano(0.2))) == "0.3"


@pytest.mark.parametrize(("value", "rounded"), [(2.5, 3), (-2.5, -3), (2.4999, 2), (-0.5, -1)])
def test_it_rounds_half_away_from_zero(value: float, rounded: int) -> None:
    assert half_away(value) == rounded


def test_it_clips_both_ways_or_not_at_all() -> None:
    assert [clip(value, 10) for value in (nano(11), nano(-11), nano(9))] == [
        nano(10),
        nano(-10),
        nano(9),
    ]
    assert clip(nano(1000), None) == nano(1000)


def test_it_shows_one_decimal() -> None:
    assert [shown(nano(value)) for value in (49.95, 49.949999999, -0.05, 100)] == [
        "50.0",
        "49.9",
        "-0.1",
        "100.0",
    ]


def test_it_computes_the_same_in_sql() -> None:
    values = [0, 1, 49_949_999_999, 49_950_000_000, 70_000_000_000, 99_999_999_999]
    frame = pl.DataFrame({"x": values})
    sql = f"""SELECT x, {clip_sql("x", 49.95)} AS clipped, {tenths_sql("x")} AS tenths,
        {on_scale_sql("x", nano(70))} AS scaled, {double(0.1)} AS tenth FROM t ORDER BY x"""
    for row in duck.run(sql, {"t": frame}).rows(named=True):
        assert row["clipped"] == clip(row["x"], 49.95)
        assert row["tenths"] == nano(float(shown(row["x"])))
        assert row["scaled"] == min(FULL, on_scale(row["x"], nano(70)))
        assert row["tenth"] == 0.1
