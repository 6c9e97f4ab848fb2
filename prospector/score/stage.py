"""Score every lead, and explain one."""

from dataclasses import asdict, dataclass
from datetime import datetime

from prospector.engine import scoring
from prospector.engine.fit import Priors
from prospector.engine.frames import load_world
from prospector.rules.ruleset import Ruleset
from prospector.score.records import records
from prospector.store import rulesets, runs, scores
from prospector.store.database import Database


@dataclass(frozen=True)
class ScoreReport:
    """What a score run did, in leads."""

    leads: int
    #: Rows written: a number of the score differs.
    changed: int
    #: Grades or rules that differ, kept in the history.
    moved: int
    #: Leads that are no more, or not yet.
    removed: int


def score(
    database: Database, ruleset: Ruleset, *, now: datetime, known_at: datetime | None = None
) -> ScoreReport:
    """Write a score for every lead as of `now`; rows that stay the same are left alone."""
    run_id = runs.begin(database, "score", now=now)
    try:
        report, expected = _score(database, ruleset, now, known_at or now)
    except Exception as error:
        runs.fail(database, run_id, now=now, error=str(error))
        raise
    counts = {
        **asdict(report),
        **{f"{scores.PRIOR}{name}": value for name, value in expected.items()},
    }
    with database.write() as session:
        runs.finish(session, run_id, now=now, counts=counts)
    return report


def _score(
    database: Database, ruleset: Ruleset, now: datetime, known_at: datetime
) -> tuple[ScoreReport, Priors]:
    with database.read() as session:
        world = load_world(session, ruleset, as_of=now, known_at=known_at)
    expected = scoring.priors(ruleset, world)
    fresh = records(ruleset, world, scoring.scores(ruleset, world, expected))
    with database.write() as session:
        rulesets.keep(session, ruleset, now=now)
    changes = scores.replace(database, fresh)
    return ScoreReport(
        leads=fresh.height, changed=changes.written, moved=changes.moved, removed=changes.removed
    ), expected
