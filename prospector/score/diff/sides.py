"""What two rulesets make of a world: one row per lead, with the segment it falls into.

Segments are asked for those alone of whom it matters: who may come into the queue, who is told of
for a changed grade, and whose score differs in what conditions of segments see. All others are in
the same segment on both sides.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import polars as pl

from prospector.engine import segments, totals
from prospector.engine.deferred import Deferred
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
    rows: Deferred
    #: The places where the other side may differ, in what is told of a lead.
    differs: pl.Series


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
    first = graded(old, worlds[0], None)
    second = graded(new, worlds[1], first if shared else None)
    after = second.rows if shared else _aligned(second.rows, first.rows["lead_id"])
    everybody = pl.int_range(after.height, dtype=pl.UInt32, eager=True)
    differs = everybody if second.differs is None else second.differs
    moved = _moved(first, second, differs) if shared else None
    if moved is None:
        moved = everybody
    differs = pl.concat([differs, moved]).unique().sort()
    if kept is None:
        asked = _asked(
            Side(old, worlds[0], first.rows, differs), Side(new, worlds[1], after, differs)
        )
        asked |= after["lead_id"].is_in(list(under_way))
        places = pl.concat([moved, asked.arg_true()]).unique().sort()
        nowhere = pl.repeat(None, n=after.height, dtype=pl.String, eager=True)
        before = _entered(old, worlds[0], first.rows, places, nowhere)
    else:
        before = _left(worlds[0], first, kept)
    segment = _entered(new, worlds[1], after, moved, before)
    return (
        Side(old, worlds[0], first.rows.also({"segment": before}), differs),
        Side(new, worlds[1], after.also({"segment": segment}), differs),
    )


def hopeful(side: Side) -> pl.Series:
    """Who may come into the queue if a segment takes them; gates stop all others, whatever else is so."""
    rows = side.rows
    found = rows["grade"].is_in(side.ruleset.policy.grades)
    return found & rows["newest"].is_not_null() & rows["disqualified_by"].is_null()


def near(ruleset: Ruleset, world: World, lead_ids: Iterable[int]) -> World:
    """A world of some leads whose segments can be asked for: where buyers' scores begin is told of all."""
    return replace(world.only(lead_ids), cuts=segments.cuts(ruleset, world))


def inside(ruleset: Ruleset, world: World, scored: pl.DataFrame) -> pl.DataFrame:
    """The segment of each lead that is in one: lead_id, segment."""
    found = segments.memberships(ruleset, world, scored)
    return found.select("lead_id", segments.named(ruleset, pl.col("place")).alias("segment"))


def by_rules_of(other: Ruleset, side: Side, places: pl.Series) -> pl.DataFrame:
    """Some of a side's scores with the columns that another ruleset's conditions read: r0, r1, … are its rules."""
    own = {rule.id: place for place, rule in enumerate(side.ruleset.intent.rules)}
    totals = [
        (pl.col(f"r{own[rule.id]}") if rule.id in own else pl.lit(0, pl.Int64)).alias(f"@r{place}")
        for place, rule in enumerate(other.intent.rules)
    ]
    rest = [name for name in side.rows.columns if not _is_total(name) and name != "segment"]
    mapped = side.rows.rows(places).select(*rest, *totals)
    return mapped.rename({name: name[1:] for name in mapped.columns if name.startswith("@")})


def _is_total(name: str) -> bool:
    return name[:1] == "r" and name[1:].isdigit()


def _aligned(rows: Deferred, leads: pl.Series) -> Deferred:
    places = Table(rows["lead_id"], pl.int_range(rows.height, eager=True)).of(leads)
    return Deferred.of(rows.rows(places))


def _moved(old: Graded, new: Graded, differs: pl.Series) -> pl.Series | None:
    """The places of those who may be in another segment; None = everybody's."""
    if segments.text(old.ruleset) != segments.text(new.ruleset):
        return None
    seen = [one.alias(f"{place}") for place, one in enumerate(segments.reading(new.ruleset))]
    if not seen:
        return differs.clear()
    names = sorted({name for one in seen for name in one.meta.root_names()})
    # A rule may fire anew though its group gives what it gave.
    turned = [_turned(old.rows[name], new.rows[name]) for name in _retotalled(old, new, names)]
    places = pl.concat([differs, *turned]).unique().sort()
    before, after = (one.rows.rows(places, names).select(seen) for one in (old, new))
    return places.filter(differing(before, after))


def _retotalled(old: Graded, new: Graded, names: Collection[str]) -> list[str]:
    """Of these columns the rules' totals that are not known to be the same."""
    before, after = (
        list(
            zip(
                totals.keys_of(one.ruleset),
                [rule.cap for rule in one.ruleset.intent.rules],
                strict=True,
            )
        )
        for one in (old, new)
    )
    pairs = enumerate(zip(before, after, strict=False))
    return [f"r{n}" for n, (was, becomes) in pairs if was != becomes and f"r{n}" in names]


def _turned(before: pl.Series, after: pl.Series) -> pl.Series:
    return ((before > 0) != (after > 0)).arg_true()


def _asked(old: Side, new: Side) -> pl.Series:
    """Whose segment matters beside that of those who may be in another one."""
    regraded = differing(*(side.rows.rows(new.differs, ("grade",)) for side in (old, new)))
    found = hopeful(old) | hopeful(new)
    return found.fill_null(value=False).scatter(new.differs.filter(regraded), values=True)


def _left(world: World, found: Graded, kept: KeptFile) -> pl.Series:
    """Everybody's segment by rules that will be compared with others again."""
    ruleset = found.ruleset
    key = key_of(f"{segments.text(ruleset)}\n{found.whole}")
    if key not in world.kept.frames:
        everybody = pl.int_range(found.rows.height, dtype=pl.UInt32, eager=True)
        nowhere = pl.repeat(None, n=found.rows.height, dtype=pl.String, eager=True)
        inside = _entered(ruleset, world, found.rows, everybody, nowhere)
        buyers = key_of(segments.cuts_text(ruleset))
        also = {buyers: world.kept.frames[buyers].frame()} if buyers in world.kept.frames else {}
        kept.add({key: inside.alias("segment").to_frame(), **also})
        return inside
    return world.kept.frames[key]["segment"]


def _entered(
    ruleset: Ruleset, world: World, rows: Deferred, places: pl.Series, otherwise: pl.Series
) -> pl.Series:
    """Everybody's segment: at these places anew, elsewhere as it is."""
    if places.is_empty():
        return otherwise
    some = rows.rows(places)
    found = segments.memberships(ruleset, near(ruleset, world, some["lead_id"]), some)
    place = Table(found["lead_id"], found["place"]).of(some["lead_id"]).alias("place")
    entered = place.to_frame().select(segments.named(ruleset, pl.col("place"))).to_series()
    return otherwise.cast(pl.String).clone().scatter(places, entered)
