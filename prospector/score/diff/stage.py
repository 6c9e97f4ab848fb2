"""Compare two rulesets over the leads of the store. It writes nothing."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import NamedTuple
from zoneinfo import ZoneInfo

import polars as pl
from sqlmodel import Session

from prospector import policy
from prospector.columns import from_micros
from prospector.engine.frames import load_world
from prospector.engine.keeping import KeptFile, kept_file
from prospector.engine.worlds import World
from prospector.policy.calendar import business_date
from prospector.policy.cards import Card
from prospector.policy.gates import GateCode
from prospector.rules.ruleset import Ruleset
from prospector.score.diff import causes
from prospector.score.diff.joint import joint, reads_alike
from prospector.score.diff.report import Diff
from prospector.score.diff.sides import Side, evaluate, hopeful
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


def diff(session: Session, old: Ruleset, new: Ruleset, day: Day, *, most: int | None) -> Diff:
    """Who stands differently under the new rules, and why; of each list the first `most`.

    Today's queue is what policy would plan this morning under each ruleset, whatever drafts
    nobody touched are there already.
    """
    kept = _kept(session, old, new, day)
    as_of, known_at = (kept.as_of, kept.known_at) if kept else (day.now, day.known_at)
    worlds = _worlds(session, old, new, kept)
    if worlds is None:
        kept, worlds = None, _read(session, old, new, as_of, known_at)
    known = _Known(candidates.under_way(session), candidates.owned(session))
    before, after = evaluate(old, new, worlds, known.under_way, kept)
    plans = [_queue(session, side, known, day) for side in (before, after)]
    queued = _crossing(*(set(plan.leads) for plan in plans))
    leaving = plans[0].leads - plans[1].leads
    gates = {**_unworthy(after, queued), **plans[1].gates_of(leaving)}
    found = causes.explained(before, after, causes.changed(before, after, queued))
    lists = listed(found, most)
    queues = (len(plans[0].leads), len(plans[1].leads))
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


def _worlds(
    session: Session, old: Ruleset, new: Ruleset, kept: KeptFile | None
) -> tuple[World, World] | None:
    """One world for both, with what was kept of it; None = nothing was, or it is of no use."""
    world = kept.world(session, joint(old, new), (old, new)) if kept else None
    return None if world is None else (world, world)


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


def _queue(session: Session, side: Side, known: _Known, day: Day) -> _Queue:
    """Plan the day with the best leads of each segment, and with more of them until that changes nothing."""
    some = within = _hopeful(side, known.under_way)
    places = sum(sdr.capacity for sdr in side.ruleset.policy.sdrs)
    most = dict.fromkeys(some["segment"].drop_nulls().unique(), _START * places)
    while True:
        best = _best(within, most, known.under_way)
        cards = _cards(best.select(_CARD))
        found = policy.assess_as_if(
            session,
            side.ruleset,
            candidates.everyone(session, lead_ids={*cards, *known.owned}),
            cards,
            now=day.now,
            zone=day.zone,
            key=day.key,
            default_language=day.language,
        )
        if within is some and _is_quiet(found):
            # Of people who are left alone today nobody comes, however many are asked about.
            awake = policy.awake(session, side.ruleset, now=day.now, zone=day.zone)
            asked = pl.col("lead_id").is_in([*awake, *best["lead_id"]])
            within = some.filter(asked)
        wanting = _wanting(within, best, found)
        if not wanting:
            break
        most |= {segment: most[segment] * _MORE for segment in wanting}
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
    leaving = side.rows.join(queued.filter(queue="leaves"), on="lead_id", how="semi")
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
_START, _MORE = 2, 5


def _hopeful(side: Side, under_way: set[int]) -> pl.DataFrame:
    """Those who may come into the queue; gates stop all others, whatever else is so."""
    may = hopeful(side.ruleset) & pl.col("segment").is_not_null()
    return side.rows.filter(may | pl.col("lead_id").is_in(list(under_way))).select(_CARD)


def _best(some: pl.DataFrame, most: Mapping[str, int], under_way: set[int]) -> pl.DataFrame:
    """The first of each segment by priority, with all who share the last one's, and those under way.

    `place` says which of their segment they are; null = they are there for being under way.
    """
    rank = pl.col("priority").rank("min", descending=True).over("segment")
    limit = pl.col("segment").replace_strict(dict(most), default=0, return_dtype=pl.Int64)
    placed = some.with_columns(pl.when(rank <= limit).then(rank).alias("place"))
    on_their_way = pl.col("lead_id").is_in(list(under_way))
    return placed.filter(pl.col("place").is_not_null() | on_their_way)


def _wanting(some: pl.DataFrame, best: pl.DataFrame, found: policy.Assessment) -> list[str]:
    """The segments of which more must be judged: somebody left out might come into the queue.

    Nobody can whose segment's caps are full of better ones, or who comes after all desks were.
    """
    last = min((one.priority for one in found.planned if one.enrolment_id is None), default=inf)
    if not found.full or found.lifted:
        last = -inf
    out = some.join(best, on="lead_id", how="anti")["segment"].drop_nulls().unique()
    reach = best.filter(pl.col("place").is_not_null()).group_by("segment").agg(pl.min("priority"))
    wanting = reach.filter(
        pl.col("segment").is_in(out.implode()),
        ~pl.col("segment").is_in(sorted(found.closed)),
        pl.col("priority") > last,
    )
    return wanting["segment"].to_list()


def _cards(some: pl.DataFrame) -> dict[int, Card]:
    cards: dict[int, Card] = {}
    for lead_id, *values, newest, segment in some.iter_rows():
        at = None if newest is None else from_micros(newest)
        cards[lead_id] = Card._make((*values, at, segment))
    return cards


_CARD = (
    "lead_id", "grade", "priority", "lower", "upper", "intent", "disqualified_by",
    "unknown_field", "newest", "segment",
)  # fmt: skip


def _crossing(before: set[int], after: set[int]) -> pl.DataFrame:
    """Who enters the queue and who leaves it: lead_id, queue."""
    rows = [(lead, "enters") for lead in after - before] + [
        (lead, "leaves") for lead in before - after
    ]
    return pl.DataFrame(
        sorted(rows), schema={"lead_id": pl.Int64, "queue": pl.String}, orient="row"
    )
