"""Compare two rulesets over the leads of the store. It writes nothing."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import polars as pl
from sqlmodel import Session

from prospector import policy
from prospector.columns import from_micros
from prospector.engine.frames import load_world
from prospector.engine.keeping import KeptFile, KeptWorld, kept_file
from prospector.engine.worlds import World
from prospector.errors import FilesDamaged
from prospector.policy.calendar import business_date
from prospector.policy.cards import Card
from prospector.policy.gates import GateCode
from prospector.rules.ruleset import Ruleset
from prospector.score.diff import causes
from prospector.score.diff.hopes import best, cards, hopes, wanting
from prospector.score.diff.joint import joint, reads_alike
from prospector.score.diff.report import Diff
from prospector.score.diff.sides import Side, evaluate
from prospector.score.diff.summary import Compared, Told, listed, summed_up
from prospector.store import candidates


@dataclass(frozen=True)
class Day:
    """The day for which queues are planned, as policy needs it."""

    now: datetime
    known_at: datetime
    zone: ZoneInfo
    key: bytes
    language: str
    #: Whether these times were asked for; else scores may be those of the day's last score run.
    asked: bool = True


@dataclass
class Warm:
    """What the last comparison of this process read, for the next one over the same kept file."""

    world: KeptWorld | None = None


def diff(  # noqa: PLR0913 - one has a default
    session: Session,
    old: Ruleset,
    new: Ruleset,
    day: Day,
    *,
    most: int | None,
    warm: Warm | None = None,
) -> Diff:
    """Who stands differently under the new rules, and why; of each list the first `most`.

    Today's queue is what policy would plan this morning under each ruleset, whatever drafts
    nobody touched are there already. `warm` spares a process that compares again and again reading.
    """
    warm = warm or Warm()
    kept = _kept(session, old, new, day)
    times = (kept.as_of, kept.known_at) if kept else (day.now, day.known_at)
    # Whatever is damaged is computed.
    with suppress(FilesDamaged):
        if kept and (world := kept.world(session, joint(old, new), (old, new), warm.world)):
            warm.world = world
            return _compared(session, (old, new), (world, world), day, kept, most)
    warm.world = None
    return _compared(session, (old, new), _read(session, old, new, *times), day, None, most)


def _compared(  # noqa: PLR0913, PLR0917 - one private step of `diff`
    session: Session,
    rulesets: tuple[Ruleset, Ruleset],
    worlds: tuple[World, World],
    day: Day,
    kept: KeptFile | None,
    most: int | None,
) -> Diff:
    known = _Known(candidates.under_way(session), candidates.owned(session))
    before, after = evaluate(*rulesets, worlds, known.under_way, kept)
    judge = _Judge(session, day, known.owned)
    plans = [_queue(judge, side, known.under_way) for side in (before, after)]
    queued = _crossing(*(set(plan.leads) for plan in plans))
    leaving = plans[0].leads - plans[1].leads
    gates = {**_unworthy(after, queued), **plans[1].gates_of(leaving)}
    found = causes.explained(before, after, causes.changed(before, after, queued))
    lists = listed(found, most)
    queues = (len(plans[0].leads), len(plans[1].leads))
    as_of, known_at = (from_micros(one) for one in (worlds[0].as_of, worlds[0].known_at))
    return summed_up(
        Compared(before, after, found, before.rows.height, queues),
        lists,
        Told(_names(session, lists), gates),
        as_of=as_of,
        known_at=known_at,
    )


def _kept(session: Session, old: Ruleset, new: Ruleset, day: Day) -> KeptFile | None:
    """What a score run computed, where scores of its time are wanted."""
    found = kept_file(session, old, new)
    if found is None or (found.as_of, found.known_at) == (day.now, day.known_at):
        return found
    today = business_date(day.now, day.zone)
    of_today = found.as_of <= day.now and business_date(found.as_of, day.zone) == today
    return found if not day.asked and of_today and found.known_at == found.as_of else None


def _read(
    session: Session, old: Ruleset, new: Ruleset, as_of: datetime, known_at: datetime
) -> tuple[World, World]:
    """One world for both rulesets where they read signals alike: what both ask is asked once."""
    if reads_alike(old, new):
        world = load_world(session, joint(old, new), as_of=as_of, known_at=known_at)
        return world, world
    return (
        load_world(session, old, as_of=as_of, known_at=known_at),
        load_world(session, new, as_of=as_of, known_at=known_at),
    )


def _names(session: Session, lists: pl.DataFrame) -> dict[int, tuple[str, str | None]]:
    """How to find each lead, and the company."""
    people = candidates.everyone(session, lead_ids=lists["lead_id"].to_list())
    return {
        each.lead_id: (
            each.email or each.linkedin_url or f"lead {each.lead_id}",
            each.account_name or each.account_domain,
        )
        for each in people
    }


@dataclass(frozen=True)
class _Queue:
    """Who is in today's queue, and what stopped the others."""

    leads: frozenset[int]
    #: The gate of those who nearly were.
    gates: Mapping[int, str]
    #: Those who may come into it, by segment, and the segments whose caps are full.
    some: pl.DataFrame
    closed: AbstractSet[str]
    #: Those of `some` who are left alone today, where they are.
    silent: pl.Series

    def gates_of(self, leads: Collection[int]) -> dict[int, str]:
        """The gate of each; of who was not looked at: their day is quiet, or caps or every desk are full."""
        some = self.some.filter(pl.col("lead_id").is_in(list(leads)))
        gate = (
            pl.when(pl.col("lead_id").is_in(self.silent.implode()))
            .then(pl.lit(GateCode.QUIET_DAY.value))
            .when(pl.col("segment").is_in(sorted(self.closed)))
            .then(pl.lit(GateCode.CAPS.value))
            .otherwise(pl.lit(GateCode.CAPACITY.value))
        )
        return dict(some.select("lead_id", gate).iter_rows()) | dict(self.gates)


class _Known(NamedTuple):
    """Leads that matter beside the best ones: those under way, and those somebody owns."""

    under_way: set[int]
    owned: set[int]


class _Judge:
    """Policy's answers of one day; what is asked again is answered from memory."""

    def __init__(self, session: Session, day: Day, owned: set[int]) -> None:
        self._session, self._day, self._owned = session, day, owned
        self._recall = policy.Recall()
        self._told: list[tuple[Ruleset, Mapping[int, Card], policy.Assessment]] = []

    def of(self, ruleset: Ruleset, cards: Mapping[int, Card]) -> policy.Assessment:
        """The plan of a day on which these are the scores."""
        for other, asked, found in self._told:
            if asked == cards and _plan_alike(other, ruleset):
                return found
        day = self._day
        found = policy.assess_as_if(
            self._session,
            ruleset,
            candidates.everyone(self._session, lead_ids={*cards, *self._owned}),
            cards,
            now=day.now,
            zone=day.zone,
            key=day.key,
            default_language=day.language,
            recall=self._recall,
        )
        self._told.append((ruleset, cards, found))
        return found

    def awake(self, ruleset: Ruleset) -> set[int]:
        """The leads for whom it is no quiet day."""
        return policy.awake(self._session, ruleset, now=self._day.now, zone=self._day.zone)


def _plan_alike(one: Ruleset, other: Ruleset) -> bool:
    """Whether policy plans the same by both, of the same scores: they differ in nothing but how to score."""
    return one == replace(
        other, fit=one.fit, intent=one.intent, version=one.version, texts=one.texts
    )


def _queue(judge: _Judge, side: Side, under_way: set[int]) -> _Queue:
    """Plan the day with the best leads of each segment, and with more of them until that changes nothing."""
    some = within = hopes(side, under_way)
    places = sum(sdr.capacity for sdr in side.ruleset.policy.sdrs)
    most = dict.fromkeys(some["segment"].drop_nulls().unique(), _START * places)
    while True:
        judged = best(within, most, under_way)
        found = judge.of(side.ruleset, cards(side, judged))
        if within is some and _is_quiet(found):
            # Of people who are left alone today nobody comes, however many are asked about.
            asked = [*judge.awake(side.ruleset), *judged["lead_id"]]
            within = some.filter(pl.col("lead_id").is_in(asked))
        more = wanting(within, judged, found)
        if not more:
            break
        most |= {segment: most[segment] * _MORE for segment in more}
    return _Queue(
        leads=frozenset(each.lead_id for each in found.planned),
        gates={lead: gate.code.value for lead, gate in found.gates.items()},
        some=some,
        closed=found.closed,
        silent=some.join(within, on="lead_id", how="anti")["lead_id"],
    )


def _is_quiet(found: policy.Assessment) -> bool:
    return any(gate.code is GateCode.QUIET_DAY for gate in found.gates.values())


def _unworthy(side: Side, queued: pl.DataFrame) -> dict[int, str]:
    """The gate of those who leave the queue before anybody compares them with others."""
    leads = queued.filter(queue="leaves")["lead_id"]
    leaving = side.rows.rows(side.rows["lead_id"].is_in(leads.implode()).arg_true())
    gate = (
        pl.when(pl.col("disqualified_by").is_not_null())
        .then(pl.lit(GateCode.DISQUALIFIED.value))
        .when(pl.col("newest").is_null())
        .then(pl.lit(GateCode.NO_SIGNAL.value))
        .when(~pl.col("grade").is_in(side.ruleset.policy.grades))
        .then(pl.lit(GateCode.GRADE.value))
        .otherwise(pl.lit(GateCode.NO_SEGMENT.value))
    )
    return dict(leaving.select("lead_id", gate).iter_rows())


#: Leads judged at first in each segment, per place in the day; then so many times more than before.
_START, _MORE = 1, 5


def _crossing(before: set[int], after: set[int]) -> pl.DataFrame:
    """Who enters the queue and who leaves it: lead_id, queue."""
    rows = [(lead, "enters") for lead in after - before] + [
        (lead, "leaves") for lead in before - after
    ]
    return pl.DataFrame(
        sorted(rows), schema={"lead_id": pl.Int64, "queue": pl.String}, orient="row"
    )
