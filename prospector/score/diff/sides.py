"""What one ruleset makes of a world: one row per lead, with the segment it falls into."""

from dataclasses import dataclass

import polars as pl

from prospector.engine import scoring, segments
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset


@dataclass(frozen=True)
class Side:
    """A ruleset, the world as it reads it, and what it makes of every lead.

    `rows` has the columns of `scoring.scores` and `segment` (null = in none).
    """

    ruleset: Ruleset
    world: World
    rows: pl.DataFrame


def evaluate(ruleset: Ruleset, world: World) -> Side:
    """Score a world and find everybody's segment; nothing is written."""
    scored = scoring.scores(ruleset, world, scoring.priors(ruleset, world))
    return Side(ruleset, world, scored.join(inside(ruleset, world, scored), "lead_id", how="left"))


def inside(ruleset: Ruleset, world: World, scored: pl.DataFrame) -> pl.DataFrame:
    """The segment of each lead that is in one: lead_id, segment."""
    found = segments.memberships(ruleset, world, scored)
    return found.select("lead_id", segments.named(ruleset, pl.col("place")).alias("segment"))


def by_rules_of(other: Ruleset, side: Side) -> pl.DataFrame:
    """A side's scores with the columns that another ruleset's conditions read: r0, r1, … are its rules."""
    places = {rule.id: place for place, rule in enumerate(side.ruleset.intent.rules)}
    totals = [
        (pl.col(f"r{places[rule.id]}") if rule.id in places else pl.lit(0, pl.Int64)).alias(
            f"@r{place}"
        )
        for place, rule in enumerate(other.intent.rules)
    ]
    rest = [name for name in side.rows.columns if not _is_total(name) and name != "segment"]
    mapped = side.rows.select(*rest, *totals)
    return mapped.rename({name: name[1:] for name in mapped.columns if name.startswith("@")})


def _is_total(name: str) -> bool:
    return name[:1] == "r" and name[1:].isdigit()
