"""Figures are written with their intervals, or as too few."""

from prospector.cli._figures import of, points, share, times
from prospector.rates import Estimate, rate


def test_it_writes_a_rate_with_its_interval_or_too_few() -> None:
    assert share(rate(81, 263)) == "30.8 % (25.5 to 36.6)"
    assert share(rate(3, 9)) == "too few"
    assert of(rate(3, 9)) == "3 of 9"


def test_it_writes_lifts_and_differences() -> None:
    assert times(Estimate(4.5, 2.94, 7.15)) == "x 4.50 (2.94 to 7.15)"
    assert times(Estimate(None, 1.2, None)) == "x - (1.20 to no end)"
    assert times(None) == "too few"
    assert points(Estimate(0.044, -0.009, 0.097)) == "+4.4 points (-0.9 to +9.7)"
