"""What two rulesets make of a world: one row per lead, with the segment it falls into.

Segments are asked for those alone of whom it matters: who may come into the queue, who is told of
for a changed grade, and whose score differs in what conditions of segments see. All others are in
the same segment on both sides.
"""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from prospector.engine import segments
from prospector.engine.graded import Graded, differing, graded
from prospector.engine.keeping import KeptFile
from prospector.engine.kept import key_of
from prospector.engine.places import Table
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset


@dataclass(frozen=True)
class Side:
    """A ruleset, the world as it reads it, and what it makes of every lead.

    `rows` has the columns of `scoring.scores` and `segment` (null = in none, or not asked). Rows of
    two sides are of the same leads in the same order.
    """

    ruleset: Ruleset
    world: World
    rows: pl.DataFrame


def evaluate(
    old: Ruleset,
    new: Ruleset,
    worlds: tuple[World, World],
    under_way: Collection[int] = (),
    kept: KeptFile | None = None,
) -> tuple[Side, Side]:
    """Score each world by its rules and find the segments that matter; nothing is written to the store.

    Both may be one world, which two rulesets that take signals alike can share. Out of a kept file
    everybody's old segment is read, or left there for the next comparison.
    """
    shared = worlds[0] is worlds[1]
    first = graded(old, worlds[0])
    second = graded(new, worlds[1], first if shared else None).rows
    if not shared:
        second = _aligned(second, first.rows["lead_id"])
    moved = _moved(old, new, first.rows, second) if shared else _everybody(second)
    on_their_way = second["lead_id"].is_in(list(under_way))
    regraded = first.rows["grade"] != second["grade"]
    asked = moved | regraded | on_their_way | _hopes(old, first.rows) | _hopes(new, second)
    before = (
        _segments(old, worlds[0], first.rows, asked)
        if kept is None
        else _left(old, worlds[0], first, kept)
    )
    after = pl.select(
        pl.when(moved).then(_segments(new, worlds[1], second, moved)).otherwise(before)
    ).to_series()
    return (
        Side(old, worlds[0], first.rows.with_columns(before.alias("segment"))),
        Side(new, worlds[1], second.with_columns(after.alias("segment"))),
    )


def hopeful(ruleset: Ruleset) -> pl.Expr:
    """Who may come into the queue if a segment takes them; gates stop all others, whatever else is so."""
    accepted = pl.col("grade").is_in(ruleset.policy.grades)
    return accepted & pl.col("newest").is_not_null() & pl.col("disqualified_by").is_null()


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


def _aligned(rows: pl.DataFrame, leads: pl.Series) -> pl.DataFrame:
    places = Table(rows["lead_id"], pl.int_range(rows.height, eager=True)).of(leads)
    return rows.select(pl.all().gather(places))


def _moved(old: Ruleset, new: Ruleset, before: pl.DataFrame, after: pl.DataFrame) -> pl.Series:
    """Who may be in another segment."""
    if segments.text(old) != segments.text(new):
        return _everybody(after)
    seen = [one.alias(f"{place}") for place, one in enumerate(segments.reading(new))]
    if not seen:
        return ~_everybody(after)
    return differing(before.select(seen), after.select(seen))


def _everybody(rows: pl.DataFrame) -> pl.Series:
    return pl.repeat(value=True, n=rows.height, dtype=pl.Boolean, eager=True)


def _hopes(ruleset: Ruleset, rows: pl.DataFrame) -> pl.Series:
    return rows.select(hopeful(ruleset)).to_series().fill_null(value=False)


def _left(ruleset: Ruleset, world: World, found: Graded, kept: KeptFile) -> pl.Series:
    """Everybody's segment by rules that will be compared with others again."""
    key = key_of(f"{segments.text(ruleset)}\n{found.whole}")
    if key not in world.kept.frames:
        everybody = _segments(ruleset, world, found.rows, _everybody(found.rows))
        kept.add(key, everybody.alias("segment").to_frame())
        return everybody
    return world.kept.frames[key]["segment"]


def _segments(ruleset: Ruleset, world: World, rows: pl.DataFrame, asked: pl.Series) -> pl.Series:
    """The segment of each row that is asked about."""
    if not asked.any():
        return pl.repeat(None, n=rows.height, dtype=pl.String, eager=True)
    some = rows.filter(asked)
    found = segments.memberships(ruleset, world.only(some["lead_id"]), some)
    place = Table(found["lead_id"], found["place"]).of(rows["lead_id"]).alias("place")
    return place.to_frame().select(segments.named(ruleset, pl.col("place"))).to_series()
