"""Gates about time: a sequence that is under way, and days to leave people alone."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from prospector.policy.calendar import business_date, day_start, spoken
from prospector.policy.gates import Approach, Context, Gate, GateCode, Subject
from prospector.policy.wording import ENDS, called, tell
from prospector.policy.worth import choose
from prospector.rules.models import CoolDown, SegmentRule, say
from prospector.rules.ruleset import Ruleset
from prospector.store.candidates import Candidate, Closed, OpenDraft
from prospector.store.suppressions import Match
from prospector.tables import Channel, DraftStatus, SkipReason

#: Contacts that went past us: a colleague wrote, or the person answered somebody.
ELSEWHERE = {
    "touched": "rest.touched",
    "replied": "rest.replied",
    "replied_positive": "rest.replied",
    "asked_later": "rest.later",
    "meeting_booked": "rest.meeting",
}
NO = "replied_negative"
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
        reason = tell(context.language, "out_of_turn", segment=draft.segment, step=draft.step)
    elif (enrolment.segment, enrolment.last_step) == (draft.segment, draft.step - 1):
        return None
    else:
        reason = tell(
            context.language,
            "out_of_step",
            at=enrolment.last_step,
            sequence=enrolment.segment,
            step=draft.step,
            segment=draft.segment,
        )
    action = tell(context.language, "out_of_turn.do")
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
        reason = tell(context.language, "over", segment=enrolment.segment)
        action = tell(context.language, "run")
        return Gate(GateCode.ENROLLED_ELSEWHERE, reason, context.now, action)
    if approach.due_on <= context.today:
        return None
    label = say(approach.rule.label, context.language) if approach.rule else approach.segment
    due = spoken(approach.due_on, language=context.language)
    reason = tell(context.language, "due", segment=label, step=approach.number, day=due)
    lifts_at = day_start(approach.due_on, context.zone)
    action = tell(context.language, "due.do")
    return Gate(GateCode.ENROLLED_ELSEWHERE, reason, lifts_at, action)


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
    day = spoken(lifts_at, context.zone, context.language)
    reason = tell(context.language, "rest", reason=rest.reason, days=rest.days, day=day)
    return Gate(GateCode.COOL_DOWN, reason, lifts_at, tell(context.language, "rest.do"))


def _rests(subject: Subject, context: Context) -> Iterator[_Rest]:
    days, language = context.policy.cool_down, context.language
    if subject.ended is not None:
        at, how = subject.ended.at, ENDS.get(language, ENDS["en"])[subject.ended.reason]
        day = spoken(at, context.zone, language)
        told = tell(language, "rest.sequence", segment=subject.ended.segment, how=how, day=day)
        yield _Rest(at, days.person, told)
    for kind, at in subject.contacts.items():
        day = spoken(at, context.zone, language)
        if kind == NO:
            yield _Rest(at, days.after_no, tell(language, "rest.no", day=day))
        elif kind in ELSEWHERE:
            yield _Rest(at, days.touched_elsewhere, tell(language, ELSEWHERE[kind], day=day))
    if subject.closed is not None:
        yield _of_draft(subject.closed, context)


def _of_draft(closed: Closed, context: Context) -> _Rest:
    days, language = context.policy.cool_down, context.language
    day = spoken(closed.at, context.zone, language)
    if closed.status is DraftStatus.DONE:
        return _Rest(closed.at, days.person, tell(language, "rest.by_hand", day=day))
    why = f" ({called(closed.reason, language)})" if closed.reason else ""
    told = tell(language, "rest.skipped", day=day) + why
    return _Rest(closed.at, days.after_no if closed.reason in _LASTING else days.person, told)


def longest(days: CoolDown) -> timedelta:
    """How far back any rest can reach."""
    return timedelta(days=max(days.person, days.after_no, days.touched_elsewhere))
