"""Rates, lifts and differences as people read them on a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prospector.rates import Estimate, Rate

TOO_FEW = "too few"


def share(rate: "Rate") -> str:
    """A rate with its interval: `21.8 % (15.9 to 29.1)`."""
    if rate.share is None or rate.low is None or rate.high is None:
        return TOO_FEW
    return f"{100 * rate.share:.1f} % ({100 * rate.low:.1f} to {100 * rate.high:.1f})"


def of(rate: "Rate") -> str:
    """How many of how many."""
    return f"{rate.count} of {rate.n}"


def times(lift: "Estimate | None") -> str:
    """A lift with its interval: `x 3.4 (2.5 to 4.7)`."""
    if lift is None:
        return TOO_FEW
    value = "-" if lift.value is None else f"{lift.value:.2f}"
    high = "no end" if lift.high is None else f"{lift.high:.2f}"
    return f"x {value} ({lift.low:.2f} to {high})"


def points(difference: "Estimate") -> str:
    """A difference of two rates in points: `+4.4 points (-0.9 to +9.7)`."""
    value, low, high = (
        100 * (each or 0.0) for each in (difference.value, difference.low, difference.high)
    )
    return f"{value:+.1f} points ({low:+.1f} to {high:+.1f})"
