"""How long until a difference would show: cases needed, at the rate and pace of late."""

from dataclasses import dataclass
from math import ceil

import polars as pl

from prospector.measure.cases import DAY, labelled
from prospector.measure.ladder import WINDOW, Rung
from prospector.rates import FEWEST, Rate, per_side, rate

WEEK = 7 * DAY
#: Weeks the rate and the pace are taken from.
LATE = 12
#: Differences a plan lists, in points of a hundred.
LISTED = (1.0, 2.0, 3.0, 5.0, 10.0)


@dataclass(frozen=True)
class Wait:
    """A difference, and what it takes to show it."""

    #: In points of a hundred; the rate it is held against is the base, raised (lowered near 100 %).
    difference: float
    other: float
    per_side: int
    #: Until the last case is old enough to be judged.
    weeks: int


@dataclass(frozen=True)
class Plan:
    """What would show when; no waits where there are too few cases to tell the base rate."""

    rung: Rung
    base: Rate
    per_week: float
    #: Weeks the base and the pace are taken from.
    weeks: float
    #: Days after which a case can be judged.
    window: int
    waits: tuple[Wait, ...]


def plan(found: pl.DataFrame, rung: Rung, *, now: int, differences: tuple[float, ...]) -> Plan:
    """Weeks until each difference would show, half of the cases on either side."""
    window = WINDOW[rung]
    end = now - window * DAY
    states = labelled(found, rung, now=now)
    judged = states.filter(
        pl.col("hit").is_not_null() & (pl.col("at") > end - LATE * WEEK) & (pl.col("at") <= end)
    )
    first = judged["at"].min()
    weeks = min(LATE, max(1.0, (end - first) / WEEK)) if isinstance(first, int) else 0.0
    per_week = judged.height / weeks if weeks else 0.0
    base = rate(int(judged["hit"].sum()), judged.height)
    waits = (
        []
        if base.share is None
        else [_wait(base.share, one, per_week, window) for one in differences]
    )
    return Plan(rung, base, per_week, weeks, window, tuple(one for one in waits if one))


def _wait(base: float, points: float, per_week: float, window: int) -> Wait | None:
    """None = no rate is so far from the base."""
    others = [other for other in (base + points / 100, base - points / 100) if 0 <= other <= 1]
    if not others:
        return None
    n = max(FEWEST, ceil(per_side(base, others[0])))
    return Wait(points, others[0], n, ceil(2 * n / per_week + window / 7))
