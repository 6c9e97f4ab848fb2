"""Rates with n and an interval, and how two of them differ: "too few" is an answer.

Intervals are of 95 % and take the leads for independent of each other; colleagues are less so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from typing import NamedTuple

#: Cases below which a rate is not given.
FEWEST = 30
#: Cases that reached it, of both sides together, below which rates are not compared.
FEWEST_REACHED = 5
#: The normal quantile of a two-sided 95 % interval.
Z = 1.959963984540054
#: The normal quantile of a power of 80 %.
Z_POWER = 0.8416212335729143
#: What rounding may leave of nothing.
_NOTHING = 1e-9


class Count(NamedTuple):
    """How many of `n` reached it."""

    reached: int
    n: int


@dataclass(frozen=True)
class Rate:
    """How many of `n`; no share where there are too few."""

    count: int
    n: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Estimate:
    """A difference or ratio of two rates with its interval; `high` None = without end."""

    value: float | None
    low: float
    high: float | None


def rate(count: int, n: int) -> Rate:
    """A share with its interval, or too few."""
    if n < FEWEST:
        return Rate(count, n, None, None, None)
    low, high = wilson(count, n)
    return Rate(count, n, count / n, low, high)


def wilson(count: int, n: int) -> tuple[float, float]:
    """The score interval of Wilson (1927)."""
    share, z2 = count / n, Z * Z
    middle = share + z2 / (2 * n)
    spread = Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    whole = 1 + z2 / n
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def enough(one: Count, other: Count) -> bool:
    """Whether two rates can be compared at all."""
    few = min(one.n, other.n) < FEWEST
    return not few and one.reached + other.reached >= FEWEST_REACHED


def difference(one: Count, other: Count, *, shared: int = 0) -> Estimate | None:
    """One rate less the other; None = too few, or the very same cases.

    Newcombe (1998), method 10: the distances of both Wilson intervals, squared and added. Cases
    that both sides `shared` move both rates alike: they take their correlation out of the sum.
    """
    if not enough(one, other) or shared == one.n == other.n:
        return None
    p, q = one.reached / one.n, other.reached / other.n
    (low_p, high_p), (low_q, high_q) = wilson(*one), wilson(*other)
    together = shared / sqrt(one.n * other.n)

    def spread(a: float, b: float) -> float:
        return sqrt(max(0.0, a * a + b * b - 2 * together * a * b))

    return Estimate(
        p - q, p - q - spread(p - low_p, high_q - q), p - q + spread(high_p - p, q - low_q)
    )


def lift(with_it: Count, without: Count) -> Estimate | None:
    """The rate with something over the rate without it; None = too few.

    The score interval of Koopman (1984): the ratios that a chi squared test does not refuse.
    """
    if not enough(with_it, without):
        return None
    (x, n), (y, m) = with_it, without
    value = None if y == 0 else (x / n) / (y / m)

    def refused(ratio: float) -> bool:
        return _misfit(with_it, without, ratio) > Z * Z

    start = value or (x + 0.5) / (n + 1) * (m + 1) / (y + 0.5)
    low = 0.0 if x == 0 else _edge(refused, start, down=True)
    high = None if y == 0 else _edge(refused, start, down=False)
    return Estimate(value, low, high)


def _misfit(with_it: Count, without: Count, ratio: float) -> float:
    """Chi squared of the rates that fit best among those of a ratio."""
    (x, n), (y, m) = with_it, without
    middle = ratio * (n + y) + x + m
    root = sqrt(max(0.0, middle * middle - 4 * ratio * (n + m) * (x + y)))
    p = (middle - root) / (2 * (n + m))
    return _off(x, n, p) + _off(y, m, p / ratio)


def _off(count: int, n: int, p: float) -> float:
    """The share of chi squared of one rate."""
    variance = n * p * (1 - p)
    if variance < _NOTHING:
        return 0.0 if abs(count - n * p) < _NOTHING else inf
    return float((count - n * p) ** 2 / variance)


def _edge(refused: Callable[[float], bool], start: float, *, down: bool) -> float:
    """Where the ratios that are not refused end, going down or up from one of them."""
    step = -1.0 if down else 1.0
    inside = outside = log(start)
    while not refused(exp(outside)):
        inside, outside = outside, outside + step
        step *= 2
    for _ in range(60):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if refused(exp(middle)) else (middle, outside)
    return exp(inside)


def per_side(one: float, other: float) -> float:
    """Cases each of two sides needs before a difference of such rates shows.

    Two proportions, normal approximation with pooled variance (Fleiss 1981), 5 % two-sided error,
    80 % power.
    """
    middle = (one + other) / 2
    alike = Z * sqrt(2 * middle * (1 - middle))
    apart = Z_POWER * sqrt(one * (1 - one) + other * (1 - other))
    return float(((alike + apart) / (one - other)) ** 2)
