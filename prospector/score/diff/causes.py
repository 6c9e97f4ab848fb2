"""What made each lead change: a column `what` and a column `name` for its grade, segment and place.

A rule did it when its points moved the way the lead moved and that was enough by itself, or no
moved cut was; of several rules, the one whose points moved most.
"""

import polars as pl

from prospector.engine.graded import differing
from prospector.engine.grades import band
from prospector.score.diff.points import (
    intent_columns,
    moving_group,
    moving_rule,
    moving_traits,
    turning_rule,
)
from prospector.score.diff.report import What
from prospector.score.diff.sides import Side, by_rules_of, inside, near

_SCORE = ("grade", "segment", "priority", "intent", "lower", "profile", "disqualified_by")
#: A cause: what, and its name.
_Cause = tuple[pl.Expr, pl.Expr]


def changed(old: Side, new: Side, queued: pl.DataFrame) -> pl.DataFrame:
    """The leads whose grade or segment differs, or who enter or leave the queue.

    `queued` has lead_id, `queue` (enters or leaves). A row has `old grade`, `new grade`, …, and each
    rule's total on each side.
    """
    queue = old.rows["lead_id"].is_in(queued["lead_id"].implode()).arg_true()
    places = pl.concat([_regraded(old, new), queue]).unique().sort()
    left, right = _columns(old, "old", places), _columns(new, "new", places)
    return left.join(right, on="lead_id").join(queued, on="lead_id", how="left")


def _regraded(old: Side, new: Side) -> pl.Series:
    """Where grade or segment differs."""
    before, after = (side.rows.rows(new.differs, ("grade", "segment")) for side in (old, new))
    return new.differs.filter(differing(before, after))


def explained(old: Side, new: Side, rows: pl.DataFrame) -> pl.DataFrame:
    """Changed leads with `grade_what`, `grade_name`, `segment_what`, …, `queue_what`, `queue_name`."""
    rows = rows.with_columns(
        (pl.col("new intent") - pl.col("old intent")).alias("intent_moved"),
        (pl.col("new lower") - pl.col("old lower")).alias("fit_moved"),
        (pl.col("new priority") - pl.col("old priority")).alias("priority_moved"),
    ).with_columns(
        moving_rule(old, new, pl.col("intent_moved").sign()).alias("intent_rule"),
        moving_group(old, new, pl.col("intent_moved").sign()).alias("intent_group"),
        turning_rule(old, new).alias("turned_rule"),
        pl.col("fit_moved").sign().alias("fit_sign"),
        # Up: where the points came; down: where they went.
        pl.when(pl.col("fit_moved") > 0)
        .then(pl.col("new profile"))
        .otherwise(pl.col("old profile"))
        .alias("profile"),
    )
    fitting = rows.filter(pl.col("fit_moved") != 0).select("lead_id", "profile", "fit_sign")
    rows = rows.join(moving_traits(old, new, fitting), on="lead_id", how="left")
    rows = _named(rows, "score", _score())
    rows = _named(rows, "grade", _grade(old, new))
    rows = _named(_with_crossing(old, new, rows), "segment", _segment())
    return _named(rows, "queue", _place(old, new))


def _columns(side: Side, prefix: str, places: pl.Series) -> pl.DataFrame:
    plain = [pl.col(name).alias(f"{prefix} {name}") for name in _SCORE]
    return side.rows.rows(places).select("lead_id", *plain, *intent_columns(side, prefix))


def _named(rows: pl.DataFrame, whose: str, cause: _Cause) -> pl.DataFrame:
    what, name = cause
    return rows.with_columns(what.alias(f"{whose}_what"), name.alias(f"{whose}_name"))


def _is(what: What) -> pl.Expr:
    return pl.lit(what.value)


def _no_name() -> pl.Expr:
    return pl.lit(None, pl.String)


def _first(*choices: tuple[pl.Expr, _Cause]) -> _Cause:
    """The first cause whose condition holds."""
    whats = [pl.when(holds).then(what) for holds, (what, _) in choices]
    # A condition that holds ends the search, though its cause has no name.
    names = [pl.when(holds).then(pl.coalesce(name, pl.lit(""))) for holds, (_, name) in choices]
    return pl.coalesce(*whats), pl.coalesce(*names).replace("", None)


def _disqualified() -> tuple[pl.Expr, _Cause]:
    before, after = pl.col("old disqualified_by"), pl.col("new disqualified_by")
    return before.ne_missing(after), (_is(What.DISQUALIFIED), pl.coalesce(after, before))


def _of_intent() -> _Cause:
    by_rule = pl.col("intent_rule").is_not_null()
    return _first(
        (by_rule, (_is(What.RULE), pl.col("intent_rule"))),
        (~by_rule, (_is(What.CAP), pl.col("intent_group"))),
    )


def _of_fit() -> _Cause:
    by_rule = pl.col("fit_rule").is_not_null()
    return _first(
        (by_rule, (_is(What.FIT_RULE), pl.col("fit_rule"))),
        (~by_rule, (_is(What.SCALE), pl.col("profile"))),
    )


def _score() -> _Cause:
    """What moved the score, whether or not the grade followed; null = nothing did."""
    intent, fit = pl.col("intent_moved"), pl.col("fit_moved")
    return _first(
        _disqualified(),
        ((intent != 0) & (intent.abs() >= fit.abs()), _of_intent()),
        (fit != 0, _of_fit()),
    )


def _grade(old: Side, new: Side) -> _Cause:
    """What moved the grade: of two digits, the one whose number moved further."""
    letter = pl.col("old grade").str.head(1) != pl.col("new grade").str.head(1)
    digit = pl.col("old grade").str.tail(1) != pl.col("new grade").str.tail(1)
    further = pl.col("intent_moved").abs() >= pl.col("fit_moved").abs()
    fits = [(side.ruleset.grades.fit.A, side.ruleset.grades.fit.B) for side in (old, new)]
    now = [
        (side.ruleset.grades.intent.first, side.ruleset.grades.intent.second) for side in (old, new)
    ]
    return _first(
        _disqualified(),
        (digit & (~letter | further), _cut_or("intent", ("1", "2", "3"), now, _of_intent())),
        (letter, _cut_or("fit", ("A", "B", "C"), fits, _of_fit())),
    )


def _cut_or(
    number: str, names: tuple[str, str, str], cuts: list[tuple[float, float]], scored: _Cause
) -> _Cause:
    """The moved points if they were enough under the cuts as they were, else the moved cut."""
    column = "intent" if number == "intent" else "lower"
    before, after = pl.col(f"old {column}"), pl.col(f"new {column}")
    was, becomes = band(before, cuts[0]), band(after, cuts[1])
    enough = band(after, cuts[0]) == becomes
    by_cut = band(before, cuts[1]) == becomes
    # Band 1 is the best: towards it a number rises.
    same_way = (after - before).sign() == (was - becomes).sign()
    crossed = pl.min_horizontal(was, becomes)
    cut = (
        pl.when(crossed == 1)
        .then(pl.lit(f"{number} {names[0]}"))
        .otherwise(pl.lit(f"{number} {names[1]}"))
    )
    return _first(
        (same_way & (enough | ~by_cut), scored), (pl.lit(value=True), (_is(What.CUT), cut))
    )


def _with_crossing(old: Side, new: Side, rows: pl.DataFrame) -> pl.DataFrame:
    """`crossed` = the segment of the old scores under the new conditions."""
    if old.ruleset.segments == new.ruleset.segments:
        return rows.with_columns(
            pl.col("old segment").alias("crossed"), _no_name().alias("redrawn")
        )
    moved = rows.filter(pl.col("old segment").ne_missing(pl.col("new segment")))
    world = near(new.ruleset, new.world, moved["lead_id"])
    places = old.rows["lead_id"].is_in(moved["lead_id"].implode()).arg_true()
    scored = by_rules_of(new.ruleset, old, places)
    crossed = inside(new.ruleset, world, scored).rename({"segment": "crossed"})
    return rows.join(crossed, on="lead_id", how="left").with_columns(_redrawn(old, new))


def _redrawn(old: Side, new: Side) -> pl.Expr:
    """The segment whose condition is another: where the lead goes, else where it was."""
    before, after = (
        {one.id: one.when for one in side.ruleset.segments.segments} for side in (old, new)
    )
    others = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    candidates = (pl.col("new segment"), pl.col("old segment"))
    return pl.coalesce(
        *(pl.when(one.is_in(others)).then(one) for one in candidates), *candidates
    ).alias("redrawn")


def _segment() -> _Cause:
    """What moved the segment: its condition, else the grade, the score, or a rule its condition asks for."""
    by_condition = pl.col("crossed").eq_missing(pl.col("new segment"))
    turned = pl.col("turned_rule").is_not_null()
    return _first(
        (by_condition, (_is(What.SEGMENT), pl.col("redrawn"))),
        *_graded_or_scored(),
        # Under a ceiling that is reached a rule may fire, or no longer, and no score moves.
        (turned, (_is(What.RULE), pl.col("turned_rule"))),
        (pl.lit(value=True), (_is(What.SEGMENT), pl.col("redrawn"))),
    )


def _graded_or_scored() -> list[tuple[pl.Expr, _Cause]]:
    graded = pl.col("old grade") != pl.col("new grade")
    scored = pl.col("score_what").is_not_null()
    return [
        (graded, (pl.col("grade_what"), pl.col("grade_name"))),
        (scored, (pl.col("score_what"), pl.col("score_name"))),
    ]


def _place(old: Side, new: Side) -> _Cause:
    """What moved a lead into the queue or out of it."""
    graded, scored = _graded_or_scored()
    moved = pl.col("old segment").ne_missing(pl.col("new segment"))
    way = pl.when(pl.col("queue") == "enters").then(1.0).otherwise(-1.0)
    same_way = pl.col("priority_moved").sign() == way
    other_policy = pl.lit(old.ruleset.policy_version != new.ruleset.policy_version)
    return _first(
        graded,
        (moved, (pl.col("segment_what"), pl.col("segment_name"))),
        (scored[0] & same_way, scored[1]),
        (same_way, (_is(What.PRIORITY), _no_name())),
        (other_policy, (_is(What.POLICY), _no_name())),
        (pl.lit(value=True), (_is(What.ROOM), _no_name())),
    )
