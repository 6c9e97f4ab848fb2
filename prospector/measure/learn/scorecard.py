"""Learn a scorecard from the earlier cases: points for today's rules and a few new ones."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import polars as pl

from prospector.measure.learn import regression
from prospector.measure.learn.bins import SUPPORT
from prospector.measure.learn.features import Feature
from prospector.measure.learn.points import PARTS, Scale, in_points, scale, whole
from prospector.measure.learn.regression import Design, Fitted, Numbers
from prospector.rates import Count

#: Draws of accounts behind every interval.
DRAWS = 200
#: Hears that one more step is done.
Step = Callable[[], None]


def idle() -> None:
    """Hear of a step and do nothing."""


#: The chance that a candidate without any bearing on the outcome is proposed, over all of them.
MISTAKEN = 0.05


class Change(StrEnum):
    """What is proposed for a rule, and why not where nothing is."""

    NEW = "new"
    CHANGED = "changed"
    AGREES = "agrees"
    FLIPS = "flips"
    TOO_FEW = "too_few"
    OUTCOME = "outcome"
    LEAKS = "leaks"


class Rates(NamedTuple):
    """How often the outcome came with something and without it."""

    with_it: Count
    without: Count


class Limits(NamedTuple):
    """How many new rules at most, and the draws of accounts behind every interval."""

    most: int = 5
    draws: int = DRAWS
    seed: int = 1


@dataclass(frozen=True)
class Proposed:
    """One rule: its points today, those learnt with a 95 % interval, and those proposed."""

    feature: Feature
    change: Change
    today: float
    points: float
    learnt: float | None
    low: float | None
    high: float | None
    rates: Rates


@dataclass(frozen=True)
class Scorecard:
    """What was learnt: every rule, and the regression behind it."""

    proposed: tuple[Proposed, ...]
    columns: tuple[Feature, ...]
    fitted: Fitted
    scale: Scale
    strength: float

    def log_odds(self, cases: pl.DataFrame) -> pl.Series:
        """What it predicts for cases."""
        return pl.Series("scorecard", self.fitted.log_odds(numbers(cases, self.columns)))


def learn(
    training: pl.DataFrame,
    features: Sequence[Feature],
    limits: Limits,
    *,
    kept: dict[str, Change],
    step: Step = idle,
) -> Scorecard:
    """Learn from cases (unit, label, a column per feature); the rules `kept` are left alone.

    `step` hears of each draw behind the intervals.
    """
    rules = [one for one in features if one.rule and _usable(training, one, kept)]
    tried = [one for one in features if one.candidate and _usable(training, one, kept)]
    design = Design(
        numbers(training, rules),
        np.array([PARTS.index(one.part) for one in rules], dtype=np.int64),
        training["label"].to_numpy(),
        training["unit"].to_numpy(),
    )
    strength = regression.strength_for(design) if rules else max(regression.STRENGTHS)
    chosen = _choose(design, numbers(training, tried), tried, most=limits.most, strength=strength)
    columns = [*rules, *chosen]
    design = design.with_columns(numbers(training, chosen))
    fitted = _fit(design, strength)
    rate = scale(design, fitted, columns)
    drawn = []
    for rows in regression.resampled(design.units, limits.seed, limits.draws):
        drawn.append(in_points(_fit(design.rows(rows), strength), rate, columns))
        step()
    proposed = _proposals(
        training, features, kept, columns, in_points(fitted, rate, columns), np.stack(drawn)
    )
    return Scorecard(tuple(proposed), tuple(columns), fitted, rate, strength)


def numbers(cases: pl.DataFrame, columns: Sequence[Feature]) -> Numbers:
    """The columns as numbers; what is unknown counts as not given, as fit for certain does."""
    if not columns:
        return np.zeros((cases.height, 0))
    chosen = cases.select(pl.col(one.name).cast(pl.Float64).fill_null(0.0) for one in columns)
    return np.asarray(chosen.to_numpy(), dtype=np.float64)


def rates(cases: pl.DataFrame, feature: Feature) -> Rates:
    """How often the outcome came where a rule gave or took points, and where not."""
    held = cases[feature.name].fill_null(0).cast(pl.Float64) != 0
    label = cases["label"]
    return Rates(
        Count(int((held & label).sum()), int(held.sum())),
        Count(int((~held & label).sum()), int((~held).sum())),
    )


def _usable(training: pl.DataFrame, one: Feature, kept: dict[str, Change]) -> bool:
    return one.name not in kept and _supported(rates(training, one))


def _supported(found: Rates) -> bool:
    return min(found.with_it.n, found.without.n) >= SUPPORT


def _choose(
    design: Design, tried: Numbers, features: Sequence[Feature], *, most: int, strength: float
) -> list[Feature]:
    """The candidates that explain most of what is left, one after another, one per field or kind."""
    left = list(range(len(features)))
    chosen: list[int] = []
    least = NormalDist().inv_cdf(1 - MISTAKEN / (2 * max(1, len(features))))
    while left and len(chosen) < most:
        now = design.with_columns(tried[:, chosen])
        found = np.abs(regression.surprise(now, _fit(now, strength), tried[:, left]))
        best = int(found.argmax())
        if found[best] < least:
            break
        chosen.append(left[best])
        taken = _source(features[left[best]])
        left = [place for place in left if _source(features[place]) != taken]
    return [features[place] for place in chosen]


def _fit(design: Design, strength: float) -> Fitted:
    columns = design.values.shape[1]
    return regression.fit(design, strength) if columns else regression.plain(design)


def _source(feature: Feature) -> str:
    return feature.candidate.source if feature.candidate else feature.name


def _proposals(  # noqa: PLR0913, PLR0917 - what every proposal rests on
    training: pl.DataFrame,
    features: Sequence[Feature],
    kept: dict[str, Change],
    columns: list[Feature],
    learnt: Numbers,
    drawn: Numbers,
) -> Iterable[Proposed]:
    place = {one.name: index for index, one in enumerate(columns)}
    largest = {
        part: max((abs(one.points) for one in features if one.part == part), default=0.0)
        for part in PARTS
    }
    for one in features:
        found = rates(training, one)
        if one.name in place:
            own = drawn[:, place[one.name]]
            interval = (float(np.quantile(own, 0.025)), float(np.quantile(own, 0.975)))
            yield _decide(one, float(learnt[place[one.name]]), interval, largest[one.part], found)
        elif one.rule:
            change = kept.get(one.name, Change.TOO_FEW)
            yield Proposed(one, change, one.points, one.points, None, None, None, found)


def _decide(
    one: Feature, learnt: float, interval: tuple[float, float], largest: float, found: Rates
) -> Proposed:
    low, high = interval
    points: float = whole(learnt, one.points, largest or 100)
    if one.candidate:
        change = Change.NEW if points and not low <= 0 <= high else Change.AGREES
    elif (one.points > 0 and high < 0) or (one.points < 0 and low > 0):
        change, points = Change.FLIPS, one.points
    elif low <= one.points <= high or points == one.points:
        change, points = Change.AGREES, one.points
    else:
        change = Change.CHANGED
    return Proposed(one, change, one.points, points, learnt, low, high, found)
