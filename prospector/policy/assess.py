"""Load what the gates ask about, for all leads or some, and let them judge."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from prospector.policy import limits, ours, places, timing
from prospector.policy.calendar import business_date, day_start
from prospector.policy.cards import Card, as_if
from prospector.policy.gates import POLICY_GATES, Approach, Context, Gate, GateCode, Subject
from prospector.policy.judge import PROPOSING, first_gate
from prospector.policy.limits import Budget, Names, Touching, Usage
from prospector.policy.owners import Desks
from prospector.policy.plan import Plan, Planned, Prospect, plan
from prospector.policy.quiet import quiet_day, send_not_before
from prospector.policy.wording import tell
from prospector.rules.ruleset import Ruleset
from prospector.store import candidates, caps, lookalikes, suppressions, touches
from prospector.store.candidates import Candidate, Closed, Ended, OpenDraft, Standing
from prospector.store.caps import CapKey, Slot
from prospector.store.lookalikes import Lookalike
from prospector.store.recall import Recall
from prospector.store.suppressions import Match
from prospector.tables import Channel, DraftStatus

_EVER = datetime.min.replace(year=1970, tzinfo=UTC)
#: Open drafts that will ask for their slots today.
_WAITING = frozenset({DraftStatus.QUEUED, DraftStatus.APPROVED})


@dataclass(frozen=True)
class Assessment:
    """Every scored lead: planned, with an open draft, or stopped by exactly one gate."""

    planned: list[Planned]
    gates: dict[int, Gate]
    #: The open draft of each lead that has one.
    open_drafts: dict[int, int]
    #: Held drafts that nothing in policy holds any more: they may be queued again.
    lifted: list[int] = field(default_factory=list)
    #: What policy says today about the drafts it held and still holds.
    still_held: dict[int, Gate] = field(default_factory=dict)
    #: Whether no desk has room for anybody of a lower priority than these.
    full: bool = False
    #: The segments whose own caps have room for nobody of a lower priority than these.
    closed: frozenset[str] = frozenset()


class _Facts(NamedTuple):
    """What the gates ask about leads, by lead."""

    suppressed: Mapping[int, Sequence[Match]]
    suggested: Mapping[int, Sequence[Lookalike]]
    ended: Mapping[int, Ended]
    contacts: Mapping[int, Mapping[str, datetime]]
    closed: Mapping[int, Closed]
    standings: Mapping[int, Standing]
    #: Who gave consent.
    agreed: AbstractSet[int]


class _Question(NamedTuple):
    """By which rules, when, and with which key somebody asks."""

    ruleset: Ruleset
    now: datetime
    zone: ZoneInfo
    key: bytes
    language: str
    #: What was read already for another question of this moment.
    recall: Recall | None = None


class _Court(NamedTuple):
    """Everything one round of judging needs."""

    ruleset: Ruleset
    context: Context
    facts: _Facts
    desks: Desks


def today(session: Session, *, now: datetime, zone: ZoneInfo) -> date:
    """The business date: the zone's, never before the last touch's."""
    return business_date(now, zone, touches.last_business_date(session))


def assess(  # noqa: PLR0913 - what the day depends on
    session: Session,
    ruleset: Ruleset,
    *,
    now: datetime,
    zone: ZoneInfo,
    key: bytes,
    default_language: str = "en",
) -> Assessment:
    """Say for every scored lead whether it gets a draft today, and if not, why not."""
    everyone = candidates.load(session)
    question = _Question(ruleset, now, zone, key, default_language)
    return _assess(session, question, _Crowd(everyone, everyone))


def assess_as_if(  # noqa: PLR0913 - as assess
    session: Session,
    ruleset: Ruleset,
    people: Sequence[Candidate],
    cards: Mapping[int, Card],
    *,
    now: datetime,
    zone: ZoneInfo,
    key: bytes,
    default_language: str = "en",
    recall: Recall | None = None,
) -> Assessment:
    """The same, as if these were the scores of people, and nobody had written today's drafts yet.

    Drafts that a person touched stay. People without a card are left out. `recall` is what was
    read for another such question.
    """
    judged, freed = as_if(people, cards)
    question = _Question(ruleset, now, zone, key, default_language, recall)
    return _assess(session, question, _Crowd(judged, people, set(cards), freed))


def awake(session: Session, ruleset: Ruleset, *, now: datetime, zone: ZoneInfo) -> set[int]:
    """The leads for whom today is no quiet day, by where they are."""
    context = _context(session, _Question(ruleset, now, zone, key=b"", language=""))
    somewhere = candidates.places(session)
    loud = {place for place in somewhere if quiet_day(place, context) is None}
    return candidates.living_in(session, loud)


class _Crowd(NamedTuple):
    """Whom to judge, and who else has a say in whose desk they belong to."""

    people: Sequence[Candidate]
    colleagues: Sequence[Candidate]
    #: Their leads; None = everybody's.
    lead_ids: Collection[int] | None = None
    #: Drafts on each desk that do not count.
    freed: Mapping[str, int] = MappingProxyType({})


def _assess(session: Session, question: _Question, crowd: _Crowd) -> Assessment:
    everyone = crowd.people
    court = _open_court(session, question, everyone, crowd.lead_ids, crowd.colleagues)
    result = Assessment([], {}, {each.lead_id: each.draft.id for each in everyone if each.draft})
    prospects: list[Prospect] = []
    for candidate in everyone:
        found = _consider(candidate, court)
        if isinstance(found, Prospect):
            prospects.append(found)
        elif isinstance(found, Gate) and candidate.draft is None:
            result.gates[candidate.lead_id] = found
        elif isinstance(found, Gate) and candidate.draft is not None:
            result.still_held[candidate.draft.id] = found
    since = day_start(court.context.today, court.context.zone)
    desks = Counter(candidates.workload(session, since=since))
    desks.subtract(crowd.freed)
    day = plan(
        prospects,
        budget=_budget(session, everyone, court),
        workload=desks,
        ruleset=court.ruleset,
        context=court.context,
        known=_names(court.ruleset, everyone, court.context.language),
    )
    _sort_answers(day, result)
    return replace(result, full=day.full, closed=day.closed)


def _sort_answers(day: Plan, result: Assessment) -> None:
    result.planned.extend(day.planned)
    result.lifted.extend(day.lifted)
    for lead_id, gate in day.gates.items():
        draft_id = result.open_drafts.get(lead_id)
        if draft_id is None:
            result.gates[lead_id] = gate
        else:
            result.still_held[draft_id] = gate


def _consider(candidate: Candidate, court: _Court) -> Prospect | Gate | None:
    """A prospect, the gate that stops it, or None: its open draft is not policy's to move."""
    draft = candidate.draft
    if draft is not None and (
        draft.status is not DraftStatus.HELD or draft.held_gate not in POLICY_GATES
    ):
        return None
    subject = _subject(candidate, court)
    gate = _gate_of(subject, draft, court.context)
    if gate is not None:
        return gate
    approach = subject.approach
    sdr = (court.desks.named(draft.owner) if draft else None) or subject.sdr
    if approach is None or approach.channel is None or sdr is None:
        raise AssertionError(f"lead {candidate.lead_id} passed every gate without a message")
    sender = draft.sender if draft else sdr.sender or court.ruleset.company.senders[0].id
    return Prospect(candidate, approach, approach.channel, sdr, sender, draft)


def _gate_of(subject: Subject, draft: OpenDraft | None, context: Context) -> Gate | None:
    """The first gate that stops a lead; for one with a draft, that stops the draft."""
    if draft is None:
        return first_gate(subject, context)
    passed = timing.out_of_turn(draft, subject.candidate, context)
    stopped = first_gate(subject, context, without=PROPOSING)
    # An ended sequence also cools down, but this draft does not come back when that is over.
    resting = stopped is not None and stopped.code is GateCode.COOL_DOWN
    return passed if passed and (stopped is None or resting) else stopped


class Verdict(NamedTuple):
    """What policy says about an open draft: a gate that stops it now, and the slots it would take.

    `expires` = its turn has passed for good. On a quiet day it may wait, and not leave: it arrives
    not before the quiet hours of where it goes are over.
    """

    gate: Gate | None
    expires: bool
    slots: list[Slot]
    quiet: Gate | None = None
    not_before: datetime | None = None


@dataclass(frozen=True)
class Judged:
    """The verdicts on drafts, with what is needed to explain a refused slot."""

    verdicts: dict[int, Verdict]
    context: Context
    known: Names

    def refused(self, session: Session, slot: Slot) -> Gate:
        """The gate of a slot that had no room."""
        context = self.context
        day = context.today.isoformat()
        ledger = caps.ledger(session, now=context.now, day=day, only=slot)
        return limits.refused(slot, Budget(ledger), context, self.known)


def judge_drafts(  # noqa: PLR0913 - as assess
    session: Session,
    ruleset: Ruleset,
    *,
    now: datetime,
    zone: ZoneInfo,
    key: bytes,
    lead_ids: Collection[int] | None = None,
    default_language: str = "en",
) -> Judged:
    """Ask the gates again about open drafts (of these leads, or all), by draft."""
    owners = candidates.load(session, lead_ids=lead_ids, with_draft=True)
    question = _Question(ruleset, now, zone, key, default_language)
    court = _open_court(session, question, owners, {each.lead_id for each in owners})
    verdicts: dict[int, Verdict] = {}
    for candidate in owners:
        draft = candidate.draft
        if draft is not None:
            subject = _subject(candidate, court)
            gate = _gate_of(subject, draft, court.context)
            passed = timing.out_of_turn(draft, candidate, court.context) is not None
            wanted = limits.slots(_touching(candidate, draft), ruleset, court.context.today)
            silence = quiet_day(candidate, court.context)
            not_before = send_not_before(candidate, court.context)
            verdicts[draft.id] = Verdict(gate, passed, wanted, silence, not_before)
    return Judged(verdicts, court.context, _names(ruleset, owners, default_language))


def usage(
    session: Session,
    ruleset: Ruleset,
    *,
    now: datetime,
    zone: ZoneInfo,
    default_language: str = "en",
) -> list[Usage]:
    """Limit, used, booked and left of every cap, in the order of the rules."""
    day = today(session, now=now, zone=zone)
    ledger = caps.ledger(session, now=now, day=day.isoformat())
    people = {int(key.key) for key in {**ledger.used, **ledger.live} if _of_person(key)}
    known = limits.names(
        ruleset,
        candidates.account_names(session),
        candidates.people_names(session, people),
        default_language,
    )
    return limits.usage(ruleset, ledger, known, day)


def _of_person(key: CapKey) -> bool:
    return key.scope.split("/")[0] == "person"


def _open_court(
    session: Session,
    question: _Question,
    people: Sequence[Candidate],
    lead_ids: Collection[int] | None = None,
    colleagues: Sequence[Candidate] | None = None,
) -> _Court:
    """Gather what the gates ask about, of these leads or of all; `colleagues` say whose desk it is."""
    ruleset, now, key = question.ruleset, question.now, question.key
    recall = question.recall or Recall()
    suggested = lookalikes.of_leads(session, lead_ids=lead_ids)
    accounts = None if lead_ids is None else {each.account_id or 0 for each in people}
    since = now - timing.longest(ruleset.policy.cool_down)
    facts = _Facts(
        suppressed=suppressions.matching(session, key=key, lead_ids=_with(suggested, lead_ids)),
        suggested=suggested,
        ended=candidates.ended(session, since=since, lead_ids=lead_ids),
        contacts=recall.contacts(
            session, [*timing.ELSEWHERE, timing.NO], since=since, now=now, lead_ids=lead_ids
        ),
        closed=candidates.closed(session, since=since, lead_ids=lead_ids),
        standings=candidates.standings(session, account_ids=accounts),
        agreed=_agreed(session, question, recall, lead_ids),
    )
    context = replace(
        _context(session, question),
        objected={lead for lead, found in facts.suppressed.items() if ours.objects(found)},
        closed_domains=suppressions.among(session, _domains(suggested), key=key),
    )
    return _Court(ruleset, context, facts, Desks(ruleset.policy, colleagues or people))


def _context(session: Session, question: _Question) -> Context:
    """What gates know of the day, as if nobody had objected."""
    ruleset, now, zone = question.ruleset, question.now, question.zone
    return Context(
        company=ruleset.company,
        policy=ruleset.policy,
        grades=ruleset.grades,
        now=now,
        today=today(session, now=now, zone=zone),
        zone=zone,
        language=question.language,
        objected=frozenset(),
        closed_domains=frozenset(),
    )


def _agreed(
    session: Session, question: _Question, recall: Recall, lead_ids: Collection[int] | None
) -> AbstractSet[int]:
    """Who gave consent, where a law asks for it."""
    kinds = question.ruleset.policy.consent_kinds
    if not kinds:
        return frozenset()
    return set(recall.contacts(session, kinds, since=_EVER, now=question.now, lead_ids=lead_ids))


def _with(
    suggested: Mapping[int, Sequence[Lookalike]], lead_ids: Collection[int] | None
) -> set[int] | None:
    """These leads and the people they may really be; None = all leads."""
    if lead_ids is None:
        return None
    others = (other.lead_id for lead_id in lead_ids for other in suggested.get(lead_id, ()))
    return {*lead_ids, *(other for other in others if other is not None)}


def _domains(suggested: Mapping[int, Sequence[Lookalike]]) -> set[str]:
    return {one.domain for found in suggested.values() for one in found if one.domain}


def _subject(candidate: Candidate, court: _Court) -> Subject:
    facts, lead_id = court.facts, candidate.lead_id
    suppressed = facts.suppressed.get(lead_id, ())
    sdr, owner = court.desks.of(candidate)
    agreed = lead_id in facts.agreed
    barred = places.barred(candidate, court.ruleset.policy, agreed=agreed)
    return Subject(
        candidate=candidate,
        relation=ours.relation_of(candidate, court.context.company),
        standing=facts.standings.get(candidate.account_id or 0),
        approach=_approach(candidate, suppressed, court, barred),
        sdr=sdr,
        owner=owner,
        suggested=facts.suggested.get(lead_id, ()),
        suppressed=suppressed,
        ended=facts.ended.get(lead_id),
        contacts=facts.contacts.get(lead_id, {}),
        closed=facts.closed.get(lead_id),
        barred=barred,
    )


def _approach(
    candidate: Candidate,
    suppressed: Sequence[Match],
    court: _Court,
    barred: AbstractSet[Channel],
) -> Approach | None:
    rules, today, zone = court.ruleset, court.context.today, court.context.zone
    draft = candidate.draft
    if draft is not None:
        return timing.approach_of(draft, candidate, suppressed, rules, today, barred)
    return timing.next_approach(candidate, suppressed, rules, today, zone, barred)


def _touching(candidate: Candidate, draft: OpenDraft) -> Touching:
    return Touching(
        segment=draft.segment,
        step=draft.step,
        channel=draft.channel,
        sender=draft.sender,
        lead_id=candidate.lead_id,
        account_id=candidate.account_id,
        opens=candidate.enrolment is None,
    )


def _budget(session: Session, everyone: Sequence[Candidate], court: _Court) -> Budget:
    """What is left of every cap once the open drafts have left."""
    context = court.context
    budget = Budget(caps.ledger(session, now=context.now, day=context.today.isoformat()))
    for candidate in everyone:
        draft = candidate.draft
        if draft is not None and draft.status in _WAITING:
            wanted = limits.slots(_touching(candidate, draft), court.ruleset, context.today)
            budget.reserve(wanted)
    return budget


def _names(ruleset: Ruleset, people: Sequence[Candidate], language: str) -> Names:
    accounts = {
        str(each.account_id): each.account_name
        or each.account_domain
        or tell(language, "the_company")
        for each in people
        if each.account_id is not None
    }
    called = {str(each.lead_id): spoken for each in people if (spoken := _called(each))}
    return limits.names(ruleset, accounts, called, language)


def _called(candidate: Candidate) -> str:
    return " ".join(filter(None, (candidate.first_name, candidate.last_name)))
