"""Judge the segments as they stand now: what the rules give, over the scores of the last run."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median_low

import polars as pl

from prospector.columns import to_micros
from prospector.engine import segments as engine
from prospector.engine.frames import load_world
from prospector.rules.ruleset import Ruleset
from prospector.segment.membership import totals
from prospector.segment.quality import attributes, contrast, groups
from prospector.segment.quality.consequence import same_in_practice
from prospector.segment.quality.findings import Figures, Finding, findings
from prospector.store import memberships, runs, scores, worlds
from prospector.store.database import Database

_DAY = 86_400_000_000


@dataclass(frozen=True)
class Quality:
    """How well the segments hold: words first, the figures behind them after."""

    as_of: datetime
    ruleset: str
    #: Scored leads, and how many of them are in a segment.
    leads: int
    members: int
    #: Leads whose kept segment is another than these rules give them now.
    differ: int
    findings: tuple[Finding, ...]
    segments: tuple[groups.Group, ...]
    overlaps: tuple[groups.Overlap, ...]
    one_in_practice: tuple[tuple[str, ...], ...]
    separations: tuple[contrast.Separation, ...]
    traits: tuple[contrast.Trait, ...]


def quality(
    database: Database,
    ruleset: Ruleset,
    templates: Path,
    *,
    now: datetime,
    known_at: datetime | None = None,
) -> Quality:
    """Judge every segment of these rules over the stored scores, as of `now`; nothing is written."""
    seen_by = known_at or now
    with database.read() as session:
        runs.require_whole(session, "score", "segment")
        world = load_world(session, ruleset, as_of=now, known_at=seen_by)
        scored = totals(ruleset, scores.frame(session))
        known = attributes.Known(
            worlds.leads(session, (*attributes.LEAD, "attributes"), known_at=seen_by),
            worlds.accounts(session, (*attributes.ACCOUNT, "attributes")),
        )
        standing = memberships.standing(session)
        moved = memberships.last_moves(session, until=now)
    ids = [one.id for one in ruleset.segments.segments]
    holding = engine.holding(ruleset, world, scored)
    places = groups.places(holding)
    compared = attributes.frame(ruleset, world, known, scored, places)
    lent = {rule.segment for rule in ruleset.segments.on_move if rule.segment is not None}
    judged = groups.groups(ids, holding, _movements(standing, moved, now), now=now, lent=lent)
    overlaps = groups.overlaps(ids, holding)
    alike = same_in_practice(ruleset.segments.segments, _texts(templates, ids))
    separations = contrast.separations(compared, attributes.names(ruleset))
    return Quality(
        as_of=now.astimezone(UTC),
        ruleset=ruleset.version,
        leads=scored.height,
        members=places.height,
        differ=_differ(standing, places, ruleset),
        findings=findings(Figures(judged, overlaps, alike, separations), now=now),
        segments=judged,
        overlaps=overlaps,
        one_in_practice=alike,
        separations=separations,
        traits=contrast.traits(compared, attributes.names(ruleset), ids),
    )


def _texts(templates: Path, ids: list[str]) -> dict[str, dict[str, str]]:
    return {
        one: {
            path.name: path.read_text(encoding="utf-8")
            for path in sorted((templates / one).glob("*.j2"))
        }
        for one in ids
    }


def _movements(
    standing: pl.DataFrame, moved: dict[str, datetime], now: datetime
) -> dict[str, groups.Movement]:
    """When each segment last changed, and how long half of its leads are in it."""
    days = {
        name: median_low((to_micros(now) - since) // _DAY for since in times)
        for name, times in standing.filter(pl.col("since") <= to_micros(now))
        .group_by("segment")
        .agg("since")
        .iter_rows()
    }
    return {
        name: groups.Movement(moved.get(name), days.get(name))
        for name in moved.keys() | days.keys()
    }


def _differ(standing: pl.DataFrame, places: pl.DataFrame, ruleset: Ruleset) -> int:
    now = places.select("lead_id", engine.named(ruleset, pl.col("place")).alias("now"))
    both = standing.join(now, on="lead_id", how="full", coalesce=True)
    return both.filter(pl.col("segment").ne_missing(pl.col("now"))).height
