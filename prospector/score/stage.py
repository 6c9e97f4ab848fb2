"""Score every lead, or those whom something touched, and explain one."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

import polars as pl
from sqlmodel import Session

from prospector.columns import to_micros
from prospector.engine import anew, keeping, scoring, totals
from prospector.engine.fit import Priors
from prospector.engine.frames import load_whole, load_world
from prospector.engine.worlds import World
from prospector.errors import NotFound
from prospector.rules.ruleset import Ruleset
from prospector.score import reasons
from prospector.score.explanation import Explanation
from prospector.score.parts import Told
from prospector.score.records import records
from prospector.store import rulesets, runs, scores, touched, worlds
from prospector.store.alone import alone
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


class Scorer(Protocol):
    """What computes every lead's score: priors, and a row per lead as `scoring.scores` has it."""

    def __call__(
        self, database: Database, ruleset: Ruleset, *, as_of: datetime, known_at: datetime
    ) -> tuple[Priors, pl.DataFrame]:
        """Compute them as of a time, by what was known at another."""


class _Times(NamedTuple):
    as_of: datetime
    known_at: datetime


def _say_nothing(_message: str) -> None:
    """Keep notices to oneself."""


def score(  # noqa: PLR0913 - where, by which rules, at which times, who hears of it, by what
    database: Database,
    ruleset: Ruleset,
    *,
    now: datetime,
    known_at: datetime | None = None,
    tell: Callable[[str], None] = _say_nothing,
    scorer: Scorer | None = None,
) -> ScoreReport:
    """Write a score for every lead as of `now`; rows that stay the same are left alone.

    `tell` hears what happened to signal files; `scorer` computes, instead of this process.

    Raises:
        StoreBusy: another run is at work still, after some minutes.
    """
    compute = scorer or _InProcess(tell)
    with alone(database, "score"):
        return _score(database, ruleset, compute, _Times(now, known_at or now))


def _score(database: Database, ruleset: Ruleset, compute: Scorer, times: _Times) -> ScoreReport:
    now, known = times
    with database.read() as session:
        runs.require_whole(session, "resolve")
        last = runs.latest(session, "score")
        # Before any row is read: what comes meanwhile is looked at twice, never not at all.
        marks = touched.reached(session, known, since=last.counts if last else None)
        as_they_are = not worlds.learnt_since(session, known)
    with runs.under_way(database, "score", now=now) as run_id:
        expected, found = compute(database, ruleset, as_of=now, known_at=known)
        fresh = records(ruleset, found, as_of=to_micros(now), known_at=to_micros(known))
        report = _keep(database, ruleset, fresh, now=now)
        counts = {
            **asdict(report),
            **{f"{scores.PRIOR}{name}": value for name, value in expected.items()},
            # Whoever scores some leads later begins there.
            **touched.as_counts(marks, known_at=known, as_they_are=as_they_are),
        }
        with database.write() as session:
            runs.finish(session, run_id, now=now, counts=counts)
    return report


def rescore(
    database: Database, ruleset: Ruleset, lead_ids: Sequence[int], *, now: datetime
) -> ScoreReport:
    """Write fresh scores for some leads, with what the last run expected of the unknown."""
    reports = [
        _rescore(database, ruleset, lead_ids[start : start + worlds.MOST_ALONE], now)
        for start in range(0, len(lead_ids), worlds.MOST_ALONE)
    ]
    return ScoreReport(
        leads=sum(report.leads for report in reports),
        changed=sum(report.changed for report in reports),
        moved=sum(report.moved for report in reports),
        removed=sum(report.removed for report in reports),
    )


def _rescore(
    database: Database, ruleset: Ruleset, lead_ids: Sequence[int], now: datetime
) -> ScoreReport:
    with database.read() as session:
        world = load_world(session, ruleset, as_of=now, known_at=now, lead_ids=lead_ids)
        expected = scores.priors(session)
        standing = _standing(session, ruleset, lead_ids, now)
    found = anew.scores(ruleset, world, expected, standing)
    fresh = records(ruleset, found, as_of=to_micros(now), known_at=to_micros(now))
    return _keep(database, ruleset, fresh, now=now, among=lead_ids)


def _standing(
    session: Session, ruleset: Ruleset, lead_ids: Sequence[int], now: datetime
) -> pl.DataFrame:
    """The fits of leads that need not be computed: nothing they depend on was changed since the last run."""
    last = runs.latest(session, "score")
    known = last is not None and anew.keeps_fits(ruleset) and not worlds.learnt_since(session, now)
    counts = last.counts if last is not None and known else {}
    return touched.standing(session, counts, lead_ids, ruleset=ruleset.version)


@dataclass(frozen=True)
class _InProcess:
    """The engine of this process, over the whole world at once."""

    tell: Callable[[str], None]

    def __call__(
        self, database: Database, ruleset: Ruleset, *, as_of: datetime, known_at: datetime
    ) -> tuple[Priors, pl.DataFrame]:
        # No name holds the whole world: its signals go before fits and grades want as much room.
        world = totals.settled(
            ruleset, load_whole(database, ruleset, as_of=as_of, known_at=known_at, tell=self.tell)
        )
        expected = scoring.priors(ruleset, world)
        found = scoring.scores(ruleset, world, expected)
        # Whoever compares rules today begins there.
        keeping.keep(database, ruleset, world, expected, found)
        return expected, found


def _keep(
    database: Database,
    ruleset: Ruleset,
    fresh: pl.DataFrame,
    *,
    now: datetime,
    among: Sequence[int] | None = None,
) -> ScoreReport:
    with database.write() as session:
        rulesets.keep(session, ruleset, now=now)
    done = scores.replace(database, fresh, among=among)
    return ScoreReport(
        leads=fresh.height, changed=done.written, moved=done.moved, removed=done.removed
    )


def explain(  # noqa: PLR0913 - who, by which rules, at which times, in which language
    session: Session,
    ruleset: Ruleset,
    lead_id: int,
    *,
    as_of: datetime,
    known_at: datetime,
    language: str,
) -> Explanation:
    """Why a lead has its score at a time, computed anew by the rules' own text.

    Raises:
        NotFound: nobody knew this lead then.
    """
    world = load_world(session, ruleset, as_of=as_of, known_at=known_at, lead_ids=[lead_id])
    if world.leads.is_empty():
        raise NotFound(f"lead {lead_id} was not known at {known_at:%Y-%m-%d %H:%M} UTC")
    expected = _expected(session, ruleset, world, as_of=as_of, known_at=known_at)
    found = reasons.contributions(ruleset, world)
    lead, account = worlds.person(session, lead_id)
    told = Told(
        language=language,
        lead=lead,
        account=account,
        signals=worlds.told(session, [row["signal_id"] for row in found]),
        own=worlds.signals_of(session, lead_id, as_of=as_of, known_at=known_at),
    )
    return reasons.explain(ruleset, world, expected, found, told)


def _expected(
    session: Session, ruleset: Ruleset, world: World, *, as_of: datetime, known_at: datetime
) -> Priors:
    """What the run of the stored score expected; of any other score, what all leads say."""
    stored = scores.of_lead(session, world.leads["lead_id"][0])
    asked = (ruleset.version, as_of, known_at)
    if stored is not None and (stored.ruleset, stored.as_of, stored.known_at) == asked:
        return scores.priors(session, as_of=as_of)
    card = scoring.scores(ruleset, world, {}).row(0, named=True)
    if card["lower"] == card["upper"]:
        return {}  # nothing is unknown: nobody need be asked
    everybody = load_world(session, ruleset, as_of=as_of, known_at=known_at)
    return scoring.priors(ruleset, everybody)
