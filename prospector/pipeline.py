"""The daily job, and what follows when signals come between two of them: the order of the stages.

Stages are imported when they run: reading the queue must not load an engine.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from prospector.collect import Runner
    from prospector.rules.ruleset import Ruleset
    from prospector.score import Scorer
    from prospector.store.database import Database
    from prospector.store.files.manifest import Marks


class Stage(StrEnum):
    """The stages of the daily job, in order. Review, export and measure run on their own."""

    COLLECT = "collect"
    RESOLVE = "resolve"
    SCORE = "score"
    SEGMENT = "segment"
    DRAFT = "draft"


@dataclass(frozen=True)
class Job:
    """What the stages work on: values, never the settings object."""

    database: "Database"
    ruleset: "Ruleset"
    workspace: Path
    templates_dir: Path
    now: datetime
    known_at: datetime
    zone: ZoneInfo
    key: bytes
    language: str
    runner: "Runner"
    #: What computes scores; None = this process.
    scorer: "Scorer | None" = None


def _collect(job: Job) -> object:
    from prospector import collect

    return collect.collect(job.runner, now=job.now)


def _resolve(job: Job) -> object:
    from prospector import resolve

    return resolve.resolve(job.database, job.ruleset, now=job.now)


def _score(job: Job) -> object:
    from prospector import policy, score

    policy.let_leave(job.database, now=job.now, key=job.key)
    return score.score(
        job.database,
        job.ruleset,
        now=job.now,
        known_at=job.known_at,
        tell=job.runner.tell,
        scorer=job.scorer,
    )


def _segment(job: Job) -> object:
    from prospector import segment

    return segment.segment(
        job.database, job.ruleset, now=job.now, known_at=job.known_at, zone=job.zone
    )


def _draft(job: Job) -> object:
    from prospector import draft

    return draft.draft(
        job.database,
        job.ruleset,
        job.templates_dir,
        now=job.now,
        zone=job.zone,
        key=job.key,
        language=job.language,
    )


STAGES: dict[Stage, Callable[[Job], object]] = {
    Stage.COLLECT: _collect,
    Stage.RESOLVE: _resolve,
    Stage.SCORE: _score,
    Stage.SEGMENT: _segment,
    Stage.DRAFT: _draft,
}


def run(job: Job, until: Stage = Stage.DRAFT) -> Iterator[tuple[Stage, object]]:
    """Run the stages in order, up to and with `until`; yield each one's report as it ends.

    A stage that fails raises; what earlier stages made visible stays, and the next run goes on
    from there.
    """
    for stage, work in STAGES.items():
        yield stage, work(job)
        if stage is until:
            return


class Touched(NamedTuple):
    """Whom signals that came touched, and how far what was looked at goes."""

    leads: int
    marks: "Marks"
    #: The score run of all that was the newest then.
    run: int


def follow(  # noqa: PLR0913 - what follows, for whom, since when, and what the run depends on
    database: "Database",
    ruleset: "Ruleset",
    since: Touched | None,
    *,
    now: datetime,
    zone: tzinfo,
    key: bytes,
) -> Touched | None:
    """Resolve what came, let go whom it suppresses, then score and segment anew whom it touches: as the next run would.

    `since` is where the last call left off; None, or a score run since then = where that run did,
    for it wrote everybody's score as of its own start. Returns None where no run has scored anybody
    yet: there is nothing to keep up then.

    Raises:
        StoreError: a run of the daily job is under way; whom it misses is still touched later.
    """
    from prospector import policy, resolve, score, segment
    from prospector.store import runs, touched

    with database.read() as session:
        last = runs.latest(session, Stage.SCORE)
    run = (last.id or 0) if last else 0
    seen = since.marks if since else None
    ended = touched.of_counts(last.counts) if last else None
    begin = seen if since and since.run == run else ended or seen
    if begin is None:
        return None
    resolve.resolve(database, ruleset, now=now, patience_s=0)
    with database.read() as session:
        marks = touched.reached(session, now, since=begin)
    policy.let_leave(database, now=now, key=key, since=seen)
    with database.read() as session:
        runs.require_whole(session, *STAGES_OF_ALL)
        lead_ids = touched.since(session, begin)
    if len(lead_ids) > MANY:
        score.score(database, ruleset, now=now)
        segment.segment(database, ruleset, now=now, zone=zone)
    elif lead_ids:
        score.rescore(database, ruleset, lead_ids, now=now)
        segment.resegment(database, ruleset, lead_ids, now=now, zone=zone)
    return Touched(len(lead_ids), marks, run)


#: More leads than this cost more one by one than all of them together.
MANY = 20_000
#: The stages whose runs write rows of all leads.
STAGES_OF_ALL = (Stage.SCORE, Stage.SEGMENT)
