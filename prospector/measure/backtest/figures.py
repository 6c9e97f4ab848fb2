"""The figures of a backtest: precision at capacity, lift by tenths, calibration, old against new."""

from dataclasses import dataclass
from math import sqrt

import polars as pl

from prospector.measure.backtest.replay import Replay
from prospector.rates import FEWEST, Count, Estimate, Rate, Z, difference, lift, rate

DAY = 86_400_000_000
#: A lead that was really put before us so many days after the queue would have held it is judged
#: by what became of that.
NEAR = 7 * DAY
MOST_BINS = 10
#: Imaginary cases of the overall rate that each grade's rate is learnt with.
_PRIOR = 10


@dataclass(frozen=True)
class Precision:
    """What became of the leads a queue would have held."""

    #: Leads that could be written to, summed over the mornings; how many the queue had room for.
    eligible: int
    picked: int
    #: Of the picked whose outcome is known, how many reached the rung.
    rate: Rate
    #: Of all who reached the rung in the window, how many the queue would have held.
    found: Rate


@dataclass(frozen=True)
class Bin:
    """A tenth of the judged cases by priority, best first."""

    number: int
    least: float
    most: float
    rate: Rate
    #: Its rate over the rate of all the others.
    lift: Estimate | None


@dataclass(frozen=True)
class Foretold:
    """A grade: the rate learnt from the earlier half, and what the later half did."""

    grade: str
    learnt: int
    predicted: float
    rate: Rate


@dataclass(frozen=True)
class Calibration:
    """How well each grade's past rate foretold its later one; None = too few to tell."""

    learnt: int
    tested: int
    split_at: int | None
    grades: tuple[Foretold, ...]
    #: Mean squared error of the grades' rates, and of one rate for everybody: lower is better.
    brier: float | None
    brier_of_one_rate: float | None
    #: The second less the first, with its interval: above 0, grades foretell.
    gain: Estimate | None


@dataclass(frozen=True)
class Comparison:
    """Two rulesets' queues over the same mornings."""

    #: Judged picks of both, and of one alone.
    shared: int
    only_new: Rate
    only_old: Rate
    #: Precision of the new less that of the old; None = too few, or the same leads.
    difference: Estimate | None
    #: Who reached the rung and only one queue held.
    found_only_new: int
    found_only_old: int


def linked(picks: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """Each pick with the case it is judged by and `hit`; null = nobody put the lead before us then.

    `states` are labelled cases.
    """
    cases = states.select("lead_id", "at", "case", "hit").with_columns(pl.col("at").alias("opened"))
    return picks.sort("at").join_asof(
        cases.sort("at"),
        on="at",
        by="lead_id",
        strategy="forward",
        tolerance=NEAR,
        check_sortedness=False,  # it was just sorted, and polars cannot check by lead
    )


def precision(replay: Replay, held: pl.DataFrame, judged: pl.DataFrame) -> Precision:
    """Precision at capacity, and how many of those who reached the rung were found."""
    found = _hits(held.join(judged, on="case", how="semi"))
    return Precision(
        eligible=replay.eligible,
        picked=replay.picks.height,
        rate=rate(*_hits(held)),
        found=rate(found.reached, int(judged["hit"].sum())),
    )


def bins(judged: pl.DataFrame) -> tuple[Bin, ...]:
    """Tenths by priority; fewer and larger where a tenth would be too few; none where two would."""
    count = min(MOST_BINS, judged.height // FEWEST)
    if count < 2:
        return ()
    ordered = judged.sort("priority", "case", descending=[True, False])
    place = pl.int_range(pl.len()) * count // pl.len()
    rows = ordered.with_columns(place.alias("bin")).partition_by("bin", maintain_order=True)
    every = Count(int(judged["hit"].sum()), judged.height)
    return tuple(_bin(number, rows[number - 1], every) for number in range(1, count + 1))


def _bin(number: int, rows: pl.DataFrame, every: Count) -> Bin:
    own = Count(int(rows["hit"].sum()), rows.height)
    others = Count(every.reached - own.reached, every.n - own.n)
    low, high = rows["priority"].to_list()[-1], rows["priority"].to_list()[0]
    return Bin(number, low, high, rate(*own), lift(own, others))


def calibration(judged: pl.DataFrame) -> Calibration:
    """Learn each grade's rate on the earlier half, and hold it against the later half."""
    ordered = judged.sort("at", "case")
    half = ordered.height // 2
    early, late = ordered.head(half), ordered.tail(ordered.height - half)
    if early.height < 2 * FEWEST or not 0 < early["hit"].sum() < early.height:
        return Calibration(early.height, late.height, None, (), None, None, None)
    overall = int(early["hit"].sum()) / early.height
    counts = early.group_by("grade").agg(pl.col("hit").sum(), pl.len())
    learnt = {grade: Count(hit, n) for grade, hit, n in counts.iter_rows()}
    grades = sorted({*learnt, *late["grade"]})
    predicted = {grade: _shrunk(learnt.get(grade, Count(0, 0)), overall) for grade in grades}
    hit = late["hit"].cast(pl.Float64)
    foretold = late["grade"].replace_strict(predicted, return_dtype=pl.Float64)
    return Calibration(
        learnt=early.height,
        tested=late.height,
        split_at=late["at"].to_list()[0],
        grades=tuple(
            _foretold(one, learnt.get(one, Count(0, 0)), predicted[one], late) for one in grades
        ),
        brier=_mean((foretold - hit) ** 2),
        brier_of_one_rate=_mean((overall - hit) ** 2),
        gain=_mean_with_interval((overall - hit) ** 2 - (foretold - hit) ** 2),
    )


def _foretold(grade: str, learnt: Count, predicted: float, late: pl.DataFrame) -> Foretold:
    rows = late.filter(pl.col("grade") == grade)
    return Foretold(grade, learnt.n, predicted, rate(int(rows["hit"].sum()), rows.height))


def _shrunk(learnt: Count, overall: float) -> float:
    """A grade's rate, pulled to the overall one where it has few cases."""
    return (learnt.reached + _PRIOR * overall) / (learnt.n + _PRIOR)


def _mean(values: pl.Series) -> float:
    return float(values.sum()) / len(values)


def _mean_with_interval(values: pl.Series) -> Estimate:
    """A mean, and where it lies by the normal approximation."""
    mean, n = _mean(values), len(values)
    reach = Z * sqrt(float(((values - mean) ** 2).sum()) / (n - 1) / n)
    return Estimate(mean, mean - reach, mean + reach)


def compare(new: pl.DataFrame, old: pl.DataFrame) -> Comparison:
    """Two linked sets of picks: what only one of them held, and how their rates differ."""
    ours, theirs = (_judged(held) for held in (new, old))
    both = ours.join(theirs, on="case", how="semi")
    only_new = ours.join(theirs, on="case", how="anti")
    only_old = theirs.join(ours, on="case", how="anti")
    return Comparison(
        shared=both.height,
        only_new=rate(*_hits(only_new)),
        only_old=rate(*_hits(only_old)),
        difference=difference(_hits(new), _hits(old), shared=both.height),
        found_only_new=_hits(only_new).reached,
        found_only_old=_hits(only_old).reached,
    )


def _judged(held: pl.DataFrame) -> pl.DataFrame:
    return held.filter(pl.col("hit").is_not_null())


def _hits(held: pl.DataFrame) -> Count:
    known = _judged(held)
    return Count(int(known["hit"].sum()), known.height)
