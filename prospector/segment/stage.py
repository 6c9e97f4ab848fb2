"""Put every scored lead into the segment it falls into, and say why it moved."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, tzinfo

import polars as pl
from sqlmodel import Session

from prospector.columns import to_micros
from prospector.engine import rfm, scoring, segments
from prospector.engine.frames import load_world
from prospector.engine.judged import judged
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset
from prospector.segment import moving
from prospector.segment.buyers.stage import cuts_of_all
from prospector.segment.membership import drafting, memberships, totals
from prospector.segment.moving import Mover, Then
from prospector.segment.turning import Row
from prospector.store import memberships as store
from prospector.store import rulesets, runs, scores, worlds
from prospector.store.alone import alone
from prospector.store.database import Database

#: Moves explained at a time.
_CHUNK = 20_000


@dataclass(frozen=True)
class SegmentReport:
    """What a segment run did, in leads."""

    scored: int
    #: Leads in some segment.
    members: int
    #: Rows written: segment, reason or evidence differ.
    changed: int
    #: Leads that entered, left or changed segment.
    moved: int


def segment(
    database: Database,
    ruleset: Ruleset,
    *,
    now: datetime,
    known_at: datetime | None = None,
    zone: tzinfo = UTC,
) -> SegmentReport:
    """Write each lead's segment as of `now`, from its current score; days are those of `zone`.

    Raises:
        StoreBusy: another run is at work still, after some minutes.
    """
    with alone(database, "segment"):
        with database.read() as session:
            runs.require_whole(session, "score")
        with runs.under_way(database, "segment", now=now) as run_id:
            report, cuts = _segment(database, ruleset, _Times(now, known_at or now, zone))
            with database.write() as session:
                # Where buyers' scores begin is of all buyers: who segments some leads later reads it here.
                kept = cuts.as_counts(ruleset.grades.rfm) if cuts else {}
                runs.finish(session, run_id, now=now, counts={**asdict(report), **kept})
    return report


def resegment(
    database: Database,
    ruleset: Ruleset,
    lead_ids: Sequence[int],
    *,
    now: datetime,
    zone: tzinfo = UTC,
) -> SegmentReport:
    """Write the segments of some leads, among the buyers that the last run knew."""
    reports = [
        _segment(
            database,
            ruleset,
            _Times(now, now, zone),
            lead_ids[start : start + worlds.MOST_ALONE],
        )[0]
        for start in range(0, len(lead_ids), worlds.MOST_ALONE)
    ]
    return SegmentReport(
        scored=sum(report.scored for report in reports),
        members=sum(report.members for report in reports),
        changed=sum(report.changed for report in reports),
        moved=sum(report.moved for report in reports),
    )


@dataclass(frozen=True)
class _Times:
    now: datetime
    known_at: datetime
    zone: tzinfo


def _segment(
    database: Database, ruleset: Ruleset, times: _Times, lead_ids: Sequence[int] | None = None
) -> tuple[SegmentReport, rfm.Cuts | None]:
    with database.read() as session:
        scored = totals(ruleset, scores.frame(session, lead_ids))
        world = load_world(
            session, ruleset, as_of=times.now, known_at=times.known_at, lead_ids=lead_ids
        )
        if lead_ids is not None:
            world = replace(world, cuts=_known_cuts(session, ruleset, times))
        cuts = segments.cuts(ruleset, world)
        world = replace(world, cuts=cuts)
        fresh = memberships(ruleset, world, scored)
        standing = store.places(session, lead_ids)
        movers = _movers(standing, fresh)
        first = runs.latest(session, "segment") is None
        now = None if first else _now(ruleset, world, scored, movers)
        height = scored.height
        # The world of before takes as much room as that of now: one at a time.
        del world, scored
        before = _before(session, ruleset, movers)
    changed = bool((standing["ruleset"] != ruleset.version).any())
    moves = _explained(ruleset, movers, _Seen(before, now, rules_changed=changed), times)
    fresh = drafting(fresh, standing, moves, now=to_micros(times.now))
    with database.write() as session:
        rulesets.keep(session, ruleset, now=times.now)
    changes = store.replace(
        database,
        fresh,
        moves,
        ruleset=ruleset.version,
        now=times.now,
        among=lead_ids,
    )
    report = SegmentReport(
        scored=height, members=fresh.height, changed=changes.written, moved=changes.moved
    )
    return report, cuts


def _known_cuts(session: Session, ruleset: Ruleset, times: _Times) -> rfm.Cuts | None:
    """Where buyers' scores began when all of them were last looked at, by the same rule."""
    if not segments.reads_rfm(ruleset):
        return None
    rule, last = ruleset.grades.rfm, runs.latest(session, "segment")
    kept = None if last is None else rfm.cuts_of(last.counts, rule)
    return kept or cuts_of_all(session, rule, now=times.now, known_at=times.known_at)


def _movers(standing: pl.DataFrame, fresh: pl.DataFrame) -> list[Mover]:
    """Who is in another segment than the last run left them in."""
    was = standing.select("lead_id", pl.col("segment").alias("was"))
    both = was.join(fresh.select("lead_id", "segment"), on="lead_id", how="full", coalesce=True)
    moved = both.filter(pl.col("was").ne_missing(pl.col("segment"))).sort("lead_id")
    return [Mover(*row) for row in moved.select("lead_id", "was", "segment").iter_rows()]


@dataclass(frozen=True)
class _Seen:
    """How every term stands for the movers, then and now; None = there was no earlier run."""

    before: pl.DataFrame | None
    now: pl.DataFrame | None
    rules_changed: bool


def _explained(
    ruleset: Ruleset, movers: Sequence[Mover], seen: _Seen, times: _Times
) -> pl.DataFrame:
    """Every move with its why, some at a time: rows as objects take room."""
    today, now = times.now.astimezone(times.zone).date(), to_micros(times.now)
    parts = [moving.frame((), today=today, now=now)]
    for start in range(0, len(movers), _CHUNK):
        some = movers[start : start + _CHUNK]
        ids = [mover.lead_id for mover in some]
        rows = None if seen.before is None else _rows(seen.before, ids)
        found = moving.moves(
            ruleset,
            some,
            Then(rows, rules_changed=seen.rules_changed),
            {} if seen.now is None else _rows(seen.now, ids),
        )
        parts.append(moving.frame(found, today=today, now=now))
    return pl.concat(parts)


def _before(session: Session, ruleset: Ruleset, movers: Sequence[Mover]) -> pl.DataFrame | None:
    """How today's conditions stood for the movers when they were last looked at.

    That is the last run, or a later move of their own; a score of then is a pure function.
    """
    last = runs.latest(session, "segment")
    if last is None:
        return None
    # What buyers score depends on all of them: the last run kept what it takes.
    cuts = rfm.cuts_of(last.counts, ruleset.grades.rfm)
    priors = scores.priors(session, as_of=last.as_of)
    moved = store.moved_since(session, last.as_of)
    times: dict[datetime, list[int]] = {}
    for mover in movers:
        times.setdefault(moved.get(mover.lead_id, last.as_of), []).append(mover.lead_id)
    parts = [pl.DataFrame(schema={"lead_id": pl.Int64})]
    for at, ids in times.items():
        some = None if segments.reads_rfm(ruleset) and cuts is None else ids
        world = load_world(session, ruleset, as_of=at, known_at=at, lead_ids=some)
        world = replace(world.only(ids), cuts=cuts)
        parts.append(judged(ruleset, world, scoring.scores(ruleset, world, priors)))
    return pl.concat(parts, how="diagonal")


def _now(
    ruleset: Ruleset, world: World, scored: pl.DataFrame, movers: Sequence[Mover]
) -> pl.DataFrame:
    ids = [mover.lead_id for mover in movers]
    return judged(ruleset, world.only(ids), scored)


def _rows(found: pl.DataFrame, ids: Sequence[int]) -> dict[int, Row]:
    some = found.filter(pl.col("lead_id").is_in(ids))
    return {row["lead_id"]: row for row in some.iter_rows(named=True)}
