"""Compare two rulesets over the leads of the store. It writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
from sqlmodel import Session

from prospector import policy
from prospector.engine.frames import load_world
from prospector.policy.cards import Card
from prospector.rules.ruleset import Ruleset
from prospector.score.diff import causes
from prospector.score.diff.joint import joint, reads_alike
from prospector.score.diff.report import Diff
from prospector.score.diff.sides import Side, evaluate
from prospector.score.diff.summary import Compared, Told, summed_up
from prospector.store import candidates
from prospector.store.candidates import Candidate
from prospector.tables import from_micros


@dataclass(frozen=True)
class Day:
    """The day for which queues are planned, as policy needs it."""

    now: datetime
    known_at: datetime
    zone: ZoneInfo
    key: bytes
    language: str


def diff(session: Session, old: Ruleset, new: Ruleset, day: Day, *, most: int | None) -> Diff:
    """Who stands differently under the new rules, and why; of each list the first `most`.

    Today's queue is what policy would plan this morning under each ruleset, whatever drafts
    nobody touched are there already.
    """
    before, after = _sides(session, old, new, day)
    people = candidates.everyone(session)
    plans = [_queue(session, side, people, day) for side in (before, after)]
    queued = _crossing(*(set(plan.leads) for plan in plans))
    rows = causes.compared(before, after)
    found = causes.explained(before, after, causes.changed(rows, queued))
    return summed_up(
        Compared(before, after, found, rows.height, (len(plans[0].leads), len(plans[1].leads))),
        Told({each.lead_id: _name(each) for each in people}, plans[1].gates),
        as_of=day.now,
        known_at=day.known_at,
        most=most,
    )


def _name(person: Candidate) -> tuple[str, str | None]:
    """How to find a lead, and the company."""
    who = person.email or person.linkedin_url or f"lead {person.lead_id}"
    return who, person.account_name or person.account_domain


def _sides(session: Session, old: Ruleset, new: Ruleset, day: Day) -> tuple[Side, Side]:
    """Both rulesets over one world where they read signals alike: what both ask is asked once."""
    if reads_alike(old, new):
        world = load_world(session, joint(old, new), as_of=day.now, known_at=day.known_at)
        return evaluate(old, world), evaluate(new, world)
    before, after = (
        load_world(session, ruleset, as_of=day.now, known_at=day.known_at) for ruleset in (old, new)
    )
    return evaluate(old, before), evaluate(new, after)


@dataclass(frozen=True)
class _Queue:
    """Who is in today's queue, and the gate of those who are not."""

    leads: frozenset[int]
    gates: Mapping[int, str]


def _queue(session: Session, side: Side, people: list[Candidate], day: Day) -> _Queue:
    found = policy.assess_as_if(
        session,
        side.ruleset,
        people,
        _cards(side),
        now=day.now,
        zone=day.zone,
        key=day.key,
        default_language=day.language,
    )
    return _Queue(
        frozenset(each.lead_id for each in found.planned),
        {lead: gate.code.value for lead, gate in found.gates.items()},
    )


def _cards(side: Side) -> dict[int, Card]:
    columns = (
        "lead_id", "grade", "priority", "lower", "upper", "intent", "disqualified_by",
        "unknown_field", "newest", "segment",
    )  # fmt: skip
    cards: dict[int, Card] = {}
    for lead_id, *values, newest, segment in side.rows.select(columns).iter_rows():
        at = None if newest is None else from_micros(newest)
        cards[lead_id] = Card._make((*values, at, segment))
    return cards


def _crossing(before: set[int], after: set[int]) -> pl.DataFrame:
    """Who enters the queue and who leaves it: lead_id, queue."""
    rows = [(lead, "enters") for lead in after - before] + [
        (lead, "leaves") for lead in before - after
    ]
    return pl.DataFrame(
        sorted(rows), schema={"lead_id": pl.Int64, "queue": pl.String}, orient="row"
    )
