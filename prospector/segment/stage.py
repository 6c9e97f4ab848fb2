"""Put every scored lead into the segment it falls into."""

from dataclasses import asdict, dataclass
from datetime import datetime

from prospector.engine.frames import load_world
from prospector.rules.ruleset import Ruleset
from prospector.segment.membership import memberships, totals
from prospector.store import memberships as store
from prospector.store import rulesets, runs, scores
from prospector.store.database import Database


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
    database: Database, ruleset: Ruleset, *, now: datetime, known_at: datetime | None = None
) -> SegmentReport:
    """Write each lead's segment as of `now`, from its current score."""
    with database.read() as session:
        runs.require_whole(session, "score")
    run_id = runs.begin(database, "segment", now=now)
    try:
        report = _segment(database, ruleset, now, known_at or now)
    except Exception as error:
        runs.fail(database, run_id, now=now, error=str(error))
        raise
    with database.write() as session:
        runs.finish(session, run_id, now=now, counts=asdict(report))
    return report


def _segment(
    database: Database, ruleset: Ruleset, now: datetime, known_at: datetime
) -> SegmentReport:
    with database.read() as session:
        world = load_world(session, ruleset, as_of=now, known_at=known_at)
        scored = totals(ruleset, scores.frame(session))
    fresh = memberships(ruleset, world, scored)
    with database.write() as session:
        rulesets.keep(session, ruleset, now=now)
    changes = store.replace(database, fresh, ruleset=ruleset.version, now=now)
    return SegmentReport(
        scored=scored.height, members=fresh.height, changed=changes.written, moved=changes.moved
    )
