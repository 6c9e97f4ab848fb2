"""Plan the day: leads that passed the standing gates, best first, as far as caps and desks reach."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from prospector.policy import limits
from prospector.policy.calendar import day_after
from prospector.policy.gates import Approach, Context, Gate, GateCode
from prospector.policy.limits import Budget, Names, Touching
from prospector.policy.quiet import quiet_day
from prospector.policy.wording import tell
from prospector.rules.models import Sdr
from prospector.rules.ruleset import Ruleset
from prospector.store.candidates import Candidate, OpenDraft
from prospector.tables import Channel


class Planned(NamedTuple):
    """A message to render: for whom, which step, by which channel, in whose queue."""

    lead_id: int
    account_id: int | None
    segment: str
    step: int
    slug: str
    channel: Channel
    owner: str
    sender: str
    grade: str
    priority: float
    enrolment_id: int | None


class Prospect(NamedTuple):
    """A lead that no standing gate stops, with the message it could get."""

    candidate: Candidate
    approach: Approach
    channel: Channel
    sdr: Sdr
    sender: str
    #: The draft policy held earlier, which may be queued again.
    held: OpenDraft | None = None


class Plan(NamedTuple):
    """What may be rendered today, which held drafts may be queued again, and what stopped the rest."""

    planned: list[Planned]
    lifted: list[int]
    gates: dict[int, Gate]
    #: Whether no desk has room for anybody who comes after these.
    full: bool
    #: The segments whose own caps have room for nobody who comes after these.
    closed: frozenset[str]


def plan(  # noqa: PLR0913 - the day is made of these
    prospects: Iterable[Prospect],
    *,
    budget: Budget,
    workload: Mapping[str, int],
    ruleset: Ruleset,
    context: Context,
    known: Names,
) -> Plan:
    """Fill each desk up to its capacity, in order, with what every cap has room for."""
    desks = Counter(workload)
    planned: list[Planned] = []
    lifted: list[int] = []
    gates: dict[int, Gate] = {}
    for prospect in sorted(prospects, key=_order):
        wanted = limits.slots(touching(prospect), ruleset, context.today)
        full = budget.refusal(wanted)
        lead_id, sdr = prospect.candidate.lead_id, prospect.sdr
        if full is not None:
            gates[lead_id] = limits.refused(full, budget, context, known)
        elif (silence := quiet_day(prospect.candidate, context)) is not None:
            gates[lead_id] = silence
        elif desks[sdr.id] >= sdr.capacity:
            gates[lead_id] = _no_capacity(sdr, desks[sdr.id], context)
        else:
            budget.reserve(wanted)
            desks[sdr.id] += 1
            if prospect.held is None:
                planned.append(_planned(prospect))
            else:
                lifted.append(prospect.held.id)
    no_room = all(desks[sdr.id] >= sdr.capacity for sdr in ruleset.policy.sdrs)
    return Plan(planned, lifted, gates, no_room, limits.closed(budget, ruleset, context.today))


def touching(prospect: Prospect) -> Touching:
    """What decides under which caps the message falls."""
    candidate = prospect.candidate
    return Touching(
        segment=prospect.approach.segment,
        step=prospect.approach.number,
        channel=prospect.channel,
        sender=prospect.sender,
        lead_id=candidate.lead_id,
        account_id=candidate.account_id,
        opens=candidate.enrolment is None,
    )


def _order(prospect: Prospect) -> tuple[bool, float, float, str, int]:
    """Steps that are due first, then by priority, newest signal, and a name that never changes."""
    candidate = prospect.candidate
    newest = candidate.newest_signal_at.timestamp() if candidate.newest_signal_at else 0.0
    name = candidate.email or candidate.linkedin_url or ""
    first = candidate.enrolment is None
    return (first, -candidate.priority, -newest, name, candidate.lead_id)


def _planned(prospect: Prospect) -> Planned:
    candidate, approach = prospect.candidate, prospect.approach
    return Planned(
        lead_id=candidate.lead_id,
        account_id=candidate.account_id,
        segment=approach.segment,
        step=approach.number,
        slug=approach.slug,
        channel=prospect.channel,
        owner=prospect.sdr.id,
        sender=prospect.sender,
        grade=candidate.grade,
        priority=candidate.priority,
        enrolment_id=candidate.enrolment.id if candidate.enrolment else None,
    )


def _no_capacity(sdr: Sdr, drafts: int, context: Context) -> Gate:
    language = context.language
    reason = tell(language, "capacity", sdr=sdr.name, drafts=drafts, capacity=sdr.capacity)
    action = tell(language, "capacity.do", sdr=sdr.id)
    lifts_at = day_after(context.today, context.zone)
    return Gate(GateCode.CAPACITY, reason, lifts_at, action)
