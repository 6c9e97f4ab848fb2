"""Gates about whether a message is worth sending: fit, signals, grade, segment, a way to reach them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from prospector import identifiers
from prospector.policy.calendar import spoken
from prospector.policy.gates import Context, Gate, GateCode, Subject
from prospector.policy.places import country_of, law_of
from prospector.policy.wording import CHANNELS, tell
from prospector.rules.models import GradesFile, say
from prospector.store.candidates import Candidate
from prospector.store.suppressions import BOUNCED, Match
from prospector.tables import Channel, SuppressionKind

_TENTH = 100_000_000  # nano-points


def disqualified(subject: Subject, context: Context) -> Gate | None:
    """A fit rule rules them out."""
    rule = subject.candidate.disqualified_by
    if rule is None:
        return None
    reason = tell(context.language, "disqualified", rule=rule)
    action = tell(context.language, "disqualified.do", rule=rule)
    return Gate(GateCode.DISQUALIFIED, reason, None, action)


def no_signal(subject: Subject, context: Context) -> Gate | None:
    """Nothing says now."""
    if subject.enrolled or subject.candidate.newest_signal_at is not None:
        return None
    reason, action = (tell(context.language, name) for name in ("no_signal", "no_signal.do"))
    return Gate(GateCode.NO_SIGNAL, reason, None, action)


def grade(subject: Subject, context: Context) -> Gate | None:
    """Not good enough, or not known well enough."""
    candidate, accepted = subject.candidate, context.policy.grades
    if subject.enrolled or candidate.grade in accepted:
        return None
    reason = tell(
        context.language,
        "grade",
        grade=candidate.grade,
        fit=_points(candidate.fit_nano),
        intent=_points(candidate.intent_nano),
        accepted=", ".join(accepted),
    )
    action = tell(context.language, "grade.do")
    best = fit_letter(candidate.fit_upper_nano, context.grades) + candidate.grade[1:]
    if best in accepted and candidate.unknown_field:
        field = candidate.unknown_field
        reason = tell(context.language, "grade.could", reason=reason, best=best, field=field)
        action = tell(context.language, "grade.find", field=field)
    return Gate(GateCode.GRADE, reason, None, action)


def no_segment(subject: Subject, context: Context) -> Gate | None:
    """No segment has a message for them."""
    if subject.enrolled or subject.approach is not None:
        return None
    reason, action = (tell(context.language, name) for name in ("no_segment", "no_segment.do"))
    return Gate(GateCode.NO_SEGMENT, reason, None, action)


def no_channel(subject: Subject, context: Context) -> Gate | None:
    """None of the step's channels reaches them."""
    approach = subject.approach
    if approach is None or approach.channel is not None:
        return None
    label = say(approach.rule.label, context.language) if approach.rule else approach.segment
    reason = tell(
        context.language,
        "no_channel",
        step=approach.number,
        segment=label,
        ways=tell(context.language, "or").join(CHANNELS[each] for each in approach.channels),
        why="; ".join(_missing(subject, context, channel) for channel in approach.channels),
    )
    return Gate(GateCode.NO_CHANNEL, reason, None, _way_in(subject, context, approach.channels))


def _way_in(subject: Subject, context: Context, channels: Sequence[Channel]) -> str:
    """What would make one of these channels reach them: a way that the law leaves, or a yes."""
    language, candidate = context.language, subject.candidate
    names = {Channel.EMAIL: "address", Channel.LINKEDIN: "profile"}
    open_ones = [names[channel] for channel in channels if channel not in subject.barred]
    asked = [
        CHANNELS[channel]
        for channel in channels
        if channel in subject.barred and law_of(candidate, context.policy, channel) == "consent"
    ]
    either = tell(language, "or")
    ways = either.join(tell(language, name) for name in open_ones)
    if not asked:
        return tell(language, "no_channel.do", ways=ways)
    return tell(language, "no_channel.barred", ways=ways, barred=either.join(asked))


def reaches(candidate: Candidate, suppressed: Sequence[Match], channel: Channel) -> bool:
    """Whether a channel reaches a lead: a personal address that does not bounce, or a profile."""
    if channel is Channel.LINKEDIN:
        return candidate.linkedin_url is not None
    return (
        candidate.email is not None
        and not identifiers.is_role_address(candidate.email)
        and bounce(suppressed) is None
    )


def choose(
    candidate: Candidate,
    suppressed: Sequence[Match],
    channels: Sequence[Channel],
    barred: AbstractSet[Channel] = frozenset(),
) -> Channel | None:
    """The channel to use: the one they prefer if the step allows it, else the step's order."""
    lawful = (channel for channel in channels if channel not in barred)
    ordered = sorted(lawful, key=lambda channel: channel != candidate.preferred_channel)
    return next((each for each in ordered if reaches(candidate, suppressed, each)), None)


def bounce(suppressed: Sequence[Match]) -> Match | None:
    """The bounce of their address, if it ever came back."""
    for match in suppressed:
        if match.reason == BOUNCED and match.kind is SuppressionKind.EMAIL:
            return match
    return None


def fit_letter(fit_nano: int, grades: GradesFile) -> str:
    """The letter of a fit; cuts compare the number rounded to one decimal."""
    points = _points(fit_nano)
    if points >= grades.fit.A:
        return "A"
    return "B" if points >= grades.fit.B else "C"


def _missing(subject: Subject, context: Context, channel: Channel) -> str:
    candidate = subject.candidate
    if channel in subject.barred:
        return tell(context.language, _bar(subject, context, channel), channel=CHANNELS[channel])
    if channel is Channel.LINKEDIN:
        return tell(context.language, "no_profile")
    if candidate.email is None:
        return tell(context.language, "no_address")
    match = bounce(subject.suppressed)
    if match is not None:
        day = spoken(match.at, context.zone, context.language)
        return tell(context.language, "bounced", day=day)
    return tell(context.language, "of_team", email=candidate.email)


def _bar(subject: Subject, context: Context, channel: Channel) -> str:
    candidate, policy = subject.candidate, context.policy
    if law_of(candidate, policy, channel) == "refused":
        return "forbidden"
    return "barred" if country_of(candidate, policy) else "barred_nowhere"


def _points(nano: int) -> float:
    return (nano + _TENTH // 2) // _TENTH / 10
