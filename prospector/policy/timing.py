"""Gates about time: a sequence that is under way, and days to leave people alone."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from prospector.policy.calendar import business_date, day_start, spoken
from prospector.policy.gates import Approach, Context, Gate, GateCode, Subject
from prospector.policy.worth import choose
from prospector.rules.models import CoolDown, SegmentRule, say
from prospector.rules.ruleset import Ruleset
from prospector.store.candidates import Candidate, Closed, OpenDraft
from prospector.store.suppressions import Match
from prospector.tables import Channel, DraftStatus, EnrolmentEnd, SkipReason

#: Contacts that went past us: a colleague wrote, or the person answered somebody.
ELSEWHERE = {
    "touched": "was written to elsewhere",
    "replied": "replied",
    "replied_positive": "replied",
    "asked_later": "asked for later",
    "meeting_booked": "booked a meeting",
}
NO = "replied_negative"
_ENDS = {
    EnrolmentEnd.LAST_STEP: "ended with its last step",
    EnrolmentEnd.OUTCOME: "ended with an answer",
    EnrolmentEnd.OPT_OUT: "ended because they objected",
    EnrolmentEnd.IDLE: "ended without a next step",
}
#: Skips that say something about the person, not about the day or the text.
_LASTING = frozenset(
    {
        SkipReason.BAD_FIT,
        SkipReason.WRONG_PERSON,
        SkipReason.LEFT_COMPANY,
        SkipReason.ALREADY_CUSTOMER,
    }
)


def next_approach(  # noqa: PLR0913, PLR0917 - whose message, by which rules, on which day
    candidate: Candidate,
    suppressed: Sequence[Match],
    ruleset: Ruleset,
    today: date,
    zone: ZoneInfo,
    barred: AbstractSet[Channel] = frozenset(),
) -> Approach | None:
    """The next step of the open sequence, else the first of the segment they are in now."""
    enrolment = candidate.enrolment
    name = enrolment.segment if enrolment else candidate.segment
    rule = ruleset.segments_by_id.get(name) if name else None
    number = enrolment.last_step + 1 if enrolment else 1
    if rule is None or number > len(rule.sequence):
        return None
    due_on = today
    if enrolment:
        due_on = due_date(rule, number, enrolment.last_step_at, zone)
    step = rule.sequence[number - 1]
    channel = choose(candidate, suppressed, step.channels, barred)
    return Approach(rule.id, rule, number, step.slug, step.channels, channel, due_on)


def approach_of(  # noqa: PLR0913, PLR0917 - as next_approach
    draft: OpenDraft,
    candidate: Candidate,
    suppressed: Sequence[Match],
    ruleset: Ruleset,
    today: date,
    barred: AbstractSet[Channel] = frozenset(),
) -> Approach:
    """The message an open draft is."""
    rule = ruleset.segments_by_id.get(draft.segment)
    sequence = rule.sequence if rule else []
    slug = sequence[draft.step - 1].slug if draft.step <= len(sequence) else ""
    channel = choose(candidate, suppressed, [draft.channel], barred)
    return Approach(draft.segment, rule, draft.step, slug, [draft.channel], channel, today)


def out_of_turn(draft: OpenDraft, candidate: Candidate, context: Context) -> Gate | None:
    """The draft's turn has passed: its sequence ended, or another step or segment goes on."""
    enrolment = candidate.enrolment
    if enrolment is None:
        if draft.step == 1:
            return None
        reason = f"The sequence {draft.segment} ended before its step {draft.step} left"
    elif (enrolment.segment, enrolment.last_step) == (draft.segment, draft.step - 1):
        return None
    else:
        reason = (
            f"They are at step {enrolment.last_step} of the sequence {enrolment.segment};"
            f" this is step {draft.step} of {draft.segment}"
        )
    action = "Nothing to do: the draft expires."
    return Gate(GateCode.ENROLLED_ELSEWHERE, reason, context.now, action)


def due_date(rule: SegmentRule, number: int, last_step_at: datetime, zone: ZoneInfo) -> date:
    """The business day a step is due: its wait, counted from the step before."""
    return business_date(last_step_at, zone) + timedelta(days=rule.sequence[number - 1].wait)


def enrolled_elsewhere(subject: Subject, context: Context) -> Gate | None:
    """A sequence is open, and it is not its turn today."""
    enrolment, approach = subject.candidate.enrolment, subject.approach
    if enrolment is None:
        return None
    if approach is None:
        reason = f"The sequence {enrolment.segment} is over and ends with the next run"
        return Gate(GateCode.ENROLLED_ELSEWHERE, reason, context.now, "Run `prospector run`.")
    if approach.due_on <= context.today:
        return None
    label = say(approach.rule.label, context.language) if approach.rule else approach.segment
    due = spoken(approach.due_on)
    reason = f"They are in the sequence {label}: step {approach.number} is due on {due}"
    lifts_at = day_start(approach.due_on, context.zone)
    return Gate(
        GateCode.ENROLLED_ELSEWHERE, reason, lifts_at, "Nothing to do: it goes on by itself."
    )


class _Rest(NamedTuple):
    """Days to leave somebody alone, from when and why."""

    since: datetime
    days: int
    reason: str


def cool_down(subject: Subject, context: Context) -> Gate | None:
    """They were approached, answered, or were passed over too short a time ago."""
    if subject.enrolled:
        return None  # never between the steps of one sequence
    rests = [(rest.since + timedelta(days=rest.days), rest) for rest in _rests(subject, context)]
    lifts_at, rest = max(rests, default=(None, None), key=lambda found: found[0])
    if lifts_at is None or rest is None or lifts_at <= context.now:
        return None
    reason = f"{rest.reason}; {rest.days} days of rest end on {spoken(lifts_at, context.zone)}"
    action = "Wait; `cool_down` in rules/policy.yaml says how long."
    return Gate(GateCode.COOL_DOWN, reason, lifts_at, action)


def _rests(subject: Subject, context: Context) -> Iterator[_Rest]:
    days = context.policy.cool_down
    if subject.ended is not None:
        at, how = subject.ended.at, _ENDS[subject.ended.reason]
        told = f"Their sequence {subject.ended.segment} {how} on {spoken(at, context.zone)}"
        yield _Rest(at, days.person, told)
    for kind, at in subject.contacts.items():
        if kind == NO:
            yield _Rest(at, days.after_no, f"They said no on {spoken(at, context.zone)}")
        elif kind in ELSEWHERE:
            told = f"This person {ELSEWHERE[kind]} on {spoken(at, context.zone)}"
            yield _Rest(at, days.touched_elsewhere, told)
    if subject.closed is not None:
        yield _of_draft(subject.closed, days, context.zone)


def _of_draft(closed: Closed, days: CoolDown, zone: ZoneInfo) -> _Rest:
    on = spoken(closed.at, zone)
    if closed.status is DraftStatus.DONE:
        return _Rest(closed.at, days.person, f"A draft was sent to them by hand on {on}")
    why = f" ({closed.reason.replace('_', ' ')})" if closed.reason else ""
    told = f"A draft to them was skipped on {on}{why}"
    return _Rest(closed.at, days.after_no if closed.reason in _LASTING else days.person, told)


def longest(days: CoolDown) -> timedelta:
    """How far back any rest can reach."""
    return timedelta(days=max(days.person, days.after_no, days.touched_elsewhere))
