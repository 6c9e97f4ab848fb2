"""The funnel from people known to drafts ready: where each lead drops out, and what would help most."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from prospector.policy.gates import Gate, GateCode
from prospector.review.wording import WORDS
from prospector.tables import DraftStatus

NOT_SCORED = "not_scored"
NOT_DRAFTED = "not_drafted"
NEEDS_DATA = "needs_data"
CHECKS = "checks"
SNOOZED = "snoozed"

#: Every way out of the funnel, in the order in which leads meet them.
ORDER = (NOT_SCORED, *GateCode, NOT_DRAFTED, NEEDS_DATA, CHECKS, SNOOZED)

#: Gates that only time or the other side opens: no action of ours frees anybody.
_PATIENCE = frozenset(
    {
        GateCode.OWN_STAFF,
        GateCode.CUSTOMER,
        GateCode.OPEN_OPPORTUNITY,
        GateCode.COMPETITOR,
        GateCode.PARTNER,
        GateCode.SUPPRESSED,
        GateCode.QUIET_DAY,
        GateCode.ENROLLED_ELSEWHERE,
        GateCode.COOL_DOWN,
        SNOOZED,
    }
)


class Facts(NamedTuple):
    """What the store knows of a lead, whatever gate stops it first."""

    signal: bool
    graded: bool
    segmented: bool
    reachable: bool


#: The facts that still stand in the way once a gate has been opened. What the action itself may
#: change is not among them: a new signal changes grade and segment, a better grade the segment.
_NEEDS: Mapping[str, tuple[str, ...]] = {
    GateCode.OTHER_OWNER: ("signal", "graded", "segmented", "reachable"),
    GateCode.SUGGESTED_MATCH: ("signal", "graded", "segmented", "reachable"),
    GateCode.COUNTRY: ("signal", "graded", "segmented", "reachable"),
    GateCode.DISQUALIFIED: ("signal", "segmented", "reachable"),
    GateCode.NO_SIGNAL: ("reachable",),
    GateCode.GRADE: ("reachable",),
    GateCode.NO_SEGMENT: ("reachable",),
}


class Stop(NamedTuple):
    """What stops one lead: the gate, the sentence, what to do, and when it lifts by itself."""

    gate: str
    reason: str
    action: str
    lifts_at: datetime | None
    facts: Facts


class Person(NamedTuple):
    """A scored lead: the gate that stops it, and its open draft's status (None = no draft)."""

    facts: Facts
    gate: Gate | None
    status: DraftStatus | None = None
    held_gate: str | None = None


@dataclass(frozen=True)
class Drop:
    """The leads one gate stops first, and the one action that frees most of them."""

    gate: str
    count: int
    left: int
    action: str
    #: How many leads the action could bring to the caps of the day; the others miss more.
    frees: int
    example: str
    lifts_at: datetime | None


@dataclass(frozen=True)
class Funnel:
    """Everybody known: each lead is in one drop or has a draft ready."""

    people: int
    drops: tuple[Drop, ...]
    ready: int


def unscored(language: str) -> Stop:
    """What stops a lead no run has looked at."""
    words = WORDS[language]
    return Stop(NOT_SCORED, words["not_scored"], words["run"], None, Facts(True, True, True, True))


def stop_of(person: Person, language: str) -> Stop | None:
    """What stops a lead; None = its draft is ready."""
    words = WORDS[language]
    if person.status in (DraftStatus.QUEUED, DraftStatus.APPROVED):
        return None
    gate, facts = person.gate, person.facts
    if gate is not None:
        return Stop(gate.code, gate.reason, gate.action, gate.lifts_at, facts)
    if person.status is None:
        return Stop(NOT_DRAFTED, words["not_drafted"], words["run"], None, facts)
    if person.status is DraftStatus.SNOOZED:
        return Stop(SNOOZED, words["snoozed"], words["snoozed.do"], None, facts)
    held = person.held_gate or CHECKS
    action = words.get(f"{held}.do", words["look"])
    return Stop(held, words["held"], action, None, facts)


def funnel(stops: Iterable[Stop], *, ready: int) -> Funnel:
    """Count the leads at each gate, in the order of the gates."""
    by_gate: dict[str, list[Stop]] = defaultdict(list)
    for stop in stops:
        by_gate[stop.gate].append(stop)
    people = left = ready + sum(len(found) for found in by_gate.values())
    drops = []
    for gate in sorted(by_gate, key=_place):
        left -= len(by_gate[gate])
        drops.append(_drop(gate, by_gate[gate], left))
    return Funnel(people, tuple(drops), ready)


def _place(gate: str) -> tuple[int, str]:
    return (ORDER.index(gate) if gate in ORDER else len(ORDER), gate)


def _drop(gate: str, stops: Sequence[Stop], left: int) -> Drop:
    by_action: dict[str, list[Stop]] = defaultdict(list)
    for stop in stops:
        by_action[stop.action].append(stop)
    frees = {action: _freed(gate, found) for action, found in by_action.items()}
    # Most freed first, then the action of most leads, then the alphabet: the same every time.
    best = min(by_action, key=lambda action: (-frees[action], -len(by_action[action]), action))
    lifting = [stop.lifts_at for stop in stops if stop.lifts_at is not None]
    return Drop(
        gate=gate,
        count=len(stops),
        left=left,
        action=best,
        frees=frees[best],
        example=by_action[best][0].reason,
        lifts_at=min(lifting, default=None),
    )


def _freed(gate: str, stops: Sequence[Stop]) -> int:
    if gate in _PATIENCE:
        return 0
    needs = _NEEDS.get(gate, ())
    return sum(all(getattr(stop.facts, need) for need in needs) for stop in stops)
