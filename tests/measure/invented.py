"""An invented past whose truth is known: who answers, how often, and which signal makes them."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import polars as pl

from prospector.columns import from_micros
from prospector.engine.pasts import PastRows
from prospector.rules.ruleset import Ruleset
from tests.measure.told import decision, draft, made, micros, signal, touch
from tests.rulesets import intent_rule, make_ruleset, segment
from tests.stories import SIGNAL

#: A rule speaks of signals of so many days.
SPAN = 14
LIKED = intent_rule("liked", "signal.kind = 'post_liked'", 30, horizon=SPAN)
ATTENDED = intent_rule("attended", "signal.kind = 'event_attended'", 30, horizon=SPAN)
# Any throughout: a row of columns of several types.
Row = dict[str, Any]


def rules(*intent: Row, capacity: int = 10, **parts: Any) -> Ruleset:
    """Rules that know everybody, by the signals of the last two weeks alone."""
    return make_ruleset(
        intent={"rules": list(intent)},
        grades={"fit": {"A": 70, "B": 40}, "intent": {"1": 20, "2": 1}, "priority": "intent"},
        segments={"segments": [segment("everybody", "true")]},
        policy={
            "grades": ["C1", "C2", "C3"],
            "sdrs": [{"id": "alice", "name": "A", "email": "a@ours.example", "capacity": capacity}],
        },
        **parts,
    )


@dataclass(frozen=True)
class Invented:
    """What happened, as the engine reads it, and the cases with what came of them."""

    rows: PastRows
    cases: pl.DataFrame
    since: datetime
    until: datetime


@dataclass
class _Told:
    drafts: list[Row] = field(default_factory=list)
    decisions: list[Row] = field(default_factory=list)
    touches: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)


def invent(
    seed: int,
    *,
    leads: int = 600,
    days: int = 80,
    per_day: int = 15,
    base: float = 0.1,
    attended: float = 1.0,
    liked: float = 1.0,
) -> Invented:
    """People like posts and attend events; drafts go to people drawn by lot, who answer at `base`.

    Whoever attended (liked) in the last 14 days answers that many times as often.
    """
    random = Random(seed)
    signals = [
        (lead, kind, random.uniform(-SPAN, days))
        for kind, share in (("post_liked", 1.2), ("event_attended", 1.2))
        for lead in range(1, leads + 1)
        if random.random() < share
    ]
    told, resting = _Told(), dict.fromkeys(range(1, leads + 1), -100.0)
    for day in range(days):
        if from_micros(micros(day)).weekday() > 4:
            continue
        at = day + 7 / 24
        free = [lead for lead, last in resting.items() if last < day - 30]
        for lead in random.sample(free, min(per_day, len(free))):
            resting[lead] = day
            recent = {
                kind for who, kind, when in signals if who == lead and at - SPAN <= when <= at
            }
            chance = base * (attended if "event_attended" in recent else 1)
            chance *= liked if "post_liked" in recent else 1
            _put(told, lead, at, answers=random.random() < chance)
    return Invented(
        rows=_rows(leads, signals),
        cases=made(told.drafts, told.decisions, told.touches, told.answers),
        since=from_micros(micros(0)),
        until=from_micros(micros(days)),
    )


def _put(told: _Told, lead: int, at: float, *, answers: bool) -> None:
    number = len(told.drafts) + 1
    told.drafts.append(draft(number, lead, at))
    told.decisions.append(decision(number, "approve", at + 0.1))
    told.touches.append(touch(number, at + 0.2))
    if answers:
        told.answers.append(signal("replied", at + 3, lead=lead))


def _rows(leads: int, signals: list[tuple[int, str, float]]) -> PastRows:
    long_ago = micros(-1000)
    happened = [
        {
            "id": number,
            "feed": "likers",
            "external_id": str(number),
            "kind": kind,
            "occurred_at": micros(when),
            "received_at": micros(when),
            "lead_id": lead,
            "confidence": 1.0,
        }
        for number, (lead, kind, when) in enumerate(signals, 1)
    ]
    numbers = range(1, leads + 1)
    people = {
        "lead_id": list(numbers),
        "account_id": [None] * leads,
        "email": [f"lead{number}@mail.example" for number in numbers],
        "linkedin_url": [None] * leads,
        "seniority": [None] * leads,
        "first_seen_at": [long_ago] * leads,
        "sources": ["{}"] * leads,
    }
    changed = {
        "entity_id": pl.Int64, "field": pl.String, "old_value": pl.String, "source": pl.String,
        "until": pl.Int64,
    }  # fmt: skip
    nothing = pl.DataFrame(schema=changed)
    accounts = {
        "account_id": pl.Int64, "domain": pl.String, "relation": pl.String, "employees": pl.Int64,
        "sources": pl.String,
    }  # fmt: skip
    of_people = {
        "lead_id": pl.Int64, "account_id": pl.Int64, "email": pl.String,
        "linkedin_url": pl.String, "seniority": pl.String, "first_seen_at": pl.Int64,
        "sources": pl.String,
    }  # fmt: skip
    return PastRows(
        signals=pl.DataFrame(happened, schema=SIGNAL),
        leads=pl.DataFrame(people, schema=of_people),
        accounts=pl.DataFrame(schema=accounts),
        replaced_leads=nothing,
        replaced_accounts=nothing,
    )
