"""From log-odds to whole points, on the scale that today's points are on.

    points of a rule = points today x (log-odds of one of its points) x k
    points of a new one = (log-odds of having it) x k
    k = standard deviation of today's sum / standard deviation of the learnt sum, over the cases

so that intent (and fit) spread as much as before, and the cuts of grades.yaml keep their meaning.
k ln 2 points double the odds. Where all points are equally right, none changes.
"""

from math import log
from typing import NamedTuple

import numpy as np

from prospector.measure.learn.features import Feature
from prospector.measure.learn.regression import Design, Fitted, Numbers

PARTS = ("intent", "fit")


class Scale(NamedTuple):
    """How many points one unit of log-odds is worth, in intent and in fit."""

    intent: float
    fit: float

    def of(self, part: str) -> float:
        """That of one part."""
        return self.intent if part == "intent" else self.fit

    @property
    def to_double_the_odds(self) -> float:
        """The points of intent that double the odds."""
        return self.intent * log(2)


def scale(design: Design, fitted: Fitted, columns: list[Feature]) -> Scale:
    """The exchange rate of each part; a part without a rule of today takes the other's."""
    today = design.sums().std(axis=0)
    found: list[float | None] = []
    for place, part in enumerate(PARTS):
        own = np.array([one.part == part for one in columns])
        learnt = float((design.values[:, own] @ fitted.slopes[own]).std()) if own.any() else 0.0
        found.append(float(today[place]) / learnt if today[place] > 0 and learnt > 0 else None)
    intent, fit = found
    return Scale(_first(intent, fit), _first(fit, intent))


def in_points(fitted: Fitted, rate: Scale, columns: list[Feature]) -> Numbers:
    """The points of each column, not yet whole."""
    worth = [(one.points if one.rule else 1.0) * rate.of(one.part) for one in columns]
    return np.asarray(fitted.slopes * np.array(worth), dtype=np.float64)


def whole(points: float, today: float, most: float) -> int:
    """Whole points, at most as many as the largest rule gives; a rule of today keeps its sign.

    A rule never goes to 0: conditions may ask whether it fired, and taking it out is for a person.
    """
    rounded = int(np.sign(points) * np.floor(min(abs(points), most) + 0.5))
    if today > 0:
        return max(1, rounded)
    return min(-1, rounded) if today < 0 else rounded


def _first(*rates: float | None) -> float:
    return next((rate for rate in rates if rate is not None), 0.0)
