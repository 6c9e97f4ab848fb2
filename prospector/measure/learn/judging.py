"""Judge what was learnt on cases it has not seen: order, against whom, and how true its rates are."""

from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from prospector.measure.learn.auc import Area, area, difference
from prospector.rates import Rate, rate


class Scored(NamedTuple):
    """One way to order the held-out cases, and how well it does."""

    name: str
    area: Area


class GradeRate(NamedTuple):
    """What a grade promised from the cases learnt from, and what came of the held-out ones."""

    grade: str
    learnt: Rate
    came: Rate

    @property
    def holds(self) -> bool | None:
        """Whether what was promised lies in the 95 % interval of what came; None = too few."""
        promised = self.learnt.share
        if promised is None or self.came.low is None or self.came.high is None:
            return None
        return self.came.low <= promised <= self.came.high


@dataclass(frozen=True)
class Judgement:
    """How the scorecard did on held-out cases."""

    areas: tuple[Scored, ...]
    #: How much better the proposed rules order the held-out cases than today's.
    gain: Area
    grades: tuple[GradeRate, ...]
    #: Mean squared error of the scorecard's chances, and of the plain rate of the cases learnt from.
    brier: float
    brier_of_the_rate: float


def usable(held: Area) -> bool:
    """Whether the 95 % interval of a held-out area lies above 0.5: chance is ruled out."""
    return held.low > 0.5


def judge(
    training: pl.DataFrame, held_out: pl.DataFrame, ways: dict[str, pl.Series], chances: pl.Series
) -> Judgement:
    """Compare the ways to order held-out cases; `ways` has `today` and `proposal` at least.

    The frames have unit, label and `proposed_grade`; `chances` are the scorecard's of held-out cases.
    """
    label, unit = held_out["label"], held_out["unit"]
    base = float(training["label"].mean() or 0)  # type: ignore[arg-type] # the mean of truths
    came = label.cast(pl.Float64)
    return Judgement(
        areas=tuple(Scored(name, area(way, label, unit)) for name, way in ways.items()),
        gain=difference(ways["proposal"], ways["today"], label, unit),
        grades=tuple(_grades(training, held_out)),
        brier=_mean((came - chances) ** 2),
        brier_of_the_rate=_mean((came - base) ** 2),
    )


def _grades(training: pl.DataFrame, held_out: pl.DataFrame) -> list[GradeRate]:
    past, recent = _by_grade(training), _by_grade(held_out)
    return [
        GradeRate(grade, rate(*past.get(grade, (0, 0))), rate(*recent.get(grade, (0, 0))))
        for grade in sorted({*past, *recent})
    ]


def _by_grade(cases: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """Per grade, how many reached it of how many."""
    counts = cases.group_by("proposed_grade").agg(pl.col("label").sum().alias("reached"), pl.len())
    return {grade: (reached, n) for grade, reached, n in counts.iter_rows()}


def _mean(values: pl.Series) -> float:
    return float(values.mean() or 0)  # type: ignore[arg-type] # numbers
