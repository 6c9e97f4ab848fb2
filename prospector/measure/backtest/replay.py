"""Play a ruleset through a past: what its queue would have held each morning, and what it said of each case."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import polars as pl

from prospector.engine import scoring, segments
from prospector.engine.pasts import Past
from prospector.engine.traits import groups_of
from prospector.engine.worlds import World
from prospector.measure.backtest.ranking import DAY, Morning, Rests, ranked
from prospector.rules.ruleset import Ruleset

#: How a rule's column is named: where it stands, and its id.
INTENT, FIT = "intent", "fit"
_PICKS = {
    "lead_id": pl.Int64(),
    "account_id": pl.Int64(),
    "segment": pl.String(),
    "grade": pl.String(),
    "priority": pl.Float64(),
    "at": pl.Int64(),
    "rank": pl.Int64(),
}
_SAID = {
    "case": pl.Int64(),
    "grade": pl.String(),
    "priority": pl.Float64(),
    "intent": pl.Int64(),
    "segment": pl.String(),
}


class Replay(NamedTuple):
    """What a ruleset would have done.

    `picks`: whom the queue would have held (at, rank, lead_id, …). `said`: per case that opened in
    the window what the rules said of its lead that morning: grade, priority, segment, and whether
    each rule spoke (`intent ID`, `fit PROFILE/ID`). `eligible`: how many could be taken, in all.
    """

    picks: pl.DataFrame
    said: pl.DataFrame
    eligible: int


def replay(  # noqa: PLR0913 - whose past, by which rules, how much of it
    past: Past,
    ruleset: Ruleset,
    cases: pl.DataFrame,
    mornings: Sequence[int],
    *,
    capacity: int,
    tell: Callable[[], None],
) -> Replay:
    """Score every morning of a window with nothing known later, and fill its queue."""
    opened = dawned(cases, mornings)
    drafted = cases.filter(pl.col("source") == "draft")
    rests = Rests(ruleset, past.signals(ruleset), drafted)
    picks = [pl.DataFrame(schema=_PICKS)]
    said = [pl.DataFrame(schema=_SAID)]
    eligible = 0
    for at in mornings:
        world = past.world(ruleset, at)
        scored = scoring.scores(ruleset, world, scoring.priors(ruleset, world))
        placed = segments.memberships(ruleset, world, scored)
        order = ranked(ruleset, Morning(scored, placed, past.leads(at), past.accounts(at)))
        taken = rests.take(order, at=at, capacity=capacity)
        picks.append(taken.select(pl.col(name).cast(kind) for name, kind in _PICKS.items()))
        eligible += order.height
        due = opened.filter(pl.col("dawn") == at)
        if due.height:
            said.append(_said(ruleset, world, due, scored, placed))
        tell()
    every = pl.concat(said, how="diagonal").sort("case")
    return Replay(pl.concat(picks), every, eligible)


def dawned(cases: pl.DataFrame, mornings: Sequence[int]) -> pl.DataFrame:
    """The cases that opened in a window, each with its `dawn`: the last morning before it."""
    days = pl.DataFrame({"dawn": sorted(mornings)}, schema={"dawn": pl.Int64})
    found = cases.sort("at").join_asof(days, left_on="at", right_on="dawn", strategy="backward")
    # The last morning is that of its own day; those inside the window reach over a weekend.
    end = max(mornings, default=0) + DAY
    return found.filter(pl.col("dawn").is_not_null() & (pl.col("at") < end))


def _said(
    ruleset: Ruleset,
    world: World,
    opened: pl.DataFrame,
    scored: pl.DataFrame,
    placed: pl.DataFrame,
) -> pl.DataFrame:
    """What the rules said of the leads of these cases; a lead nobody knew yet has no row."""
    rules = [
        (pl.col(f"r{index}") != 0).alias(f"{INTENT} {rule.id}")
        for index, rule in enumerate(ruleset.intent.rules)
    ]
    traits = scoring.traits(ruleset, world.only(opened["lead_id"])).select(
        "lead_id",
        *(
            pl.col(trait.name)
            .fill_null(value=False)
            .alias(f"{FIT} {group.profile.id}/{trait.rule.id}")
            for group in groups_of(ruleset)
            for trait in group.traits
        ),
    )
    return (
        opened.select("case", "lead_id")
        .join(scored, on="lead_id")
        .join(placed.select("lead_id", "place"), on="lead_id", how="left")
        .select(
            "case",
            "lead_id",
            "grade",
            "priority",
            "intent",
            segments.named(ruleset, pl.col("place")).alias("segment"),
            *rules,
        )
        .join(traits, on="lead_id", how="left")
        .drop("lead_id")
    )
