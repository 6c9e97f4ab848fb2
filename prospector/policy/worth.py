"""Gates about whether a message is worth sending: fit, signals, grade, segment, a way to reach them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from prospector import identifiers
from prospector.policy.calendar import spoken
from prospector.policy.gates import Context, Gate, GateCode, Subject
from prospector.rules.models import GradesFile, say
from prospector.store.candidates import Candidate
from prospector.store.suppressions import BOUNCED, Match
from prospector.tables import Channel, SuppressionKind

CHANNEL_WORDS = {Channel.EMAIL: "e-mail", Channel.LINKEDIN: "LinkedIn"}
_TENTH = 100_000_000  # nano-points


def disqualified(subject: Subject, _: Context) -> Gate | None:
    """A fit rule rules them out."""
    rule = subject.candidate.disqualified_by
    if rule is None:
        return None
    action = f"If that is wrong, correct the field it reads, or the rule {rule} in rules/fit.yaml."
    return Gate(GateCode.DISQUALIFIED, f"The fit rule {rule} rules them out", None, action)


def no_signal(subject: Subject, _: Context) -> Gate | None:
    """Nothing says now."""
    if subject.enrolled or subject.candidate.newest_signal_at is not None:
        return None
    reason = "No signal of the person or the company says now"
    return Gate(
        GateCode.NO_SIGNAL, reason, None, "Wait for a signal, or add a feed that sees them."
    )


def grade(subject: Subject, context: Context) -> Gate | None:
    """Not good enough, or not known well enough."""
    candidate, accepted = subject.candidate, context.policy.grades
    if subject.enrolled or candidate.grade in accepted:
        return None
    reason = (
        f"Graded {candidate.grade} (fit {_points(candidate.fit_nano)},"
        f" intent {_points(candidate.intent_nano)}); policy.yaml queues {', '.join(accepted)}"
    )
    action = "Wait for a new signal, or accept the grade in `grades` of rules/policy.yaml."
    best = fit_letter(candidate.fit_upper_nano, context.grades) + candidate.grade[1:]
    if best in accepted and candidate.unknown_field:
        reason += f". It could be {best}: {candidate.unknown_field} is not known"
        action = f"Find out {candidate.unknown_field} and import it."
    return Gate(GateCode.GRADE, reason, None, action)


def no_segment(subject: Subject, _: Context) -> Gate | None:
    """No segment has a message for them."""
    if subject.enrolled or subject.approach is not None:
        return None
    reason = "They fall into no segment: no `when` in segments.yaml holds for them"
    action = "Compare `prospector explain LEAD` with the conditions in rules/segments.yaml."
    return Gate(GateCode.NO_SEGMENT, reason, None, action)


def no_channel(subject: Subject, context: Context) -> Gate | None:
    """None of the step's channels reaches them."""
    approach = subject.approach
    if approach is None or approach.channel is not None:
        return None
    label = say(approach.rule.label, context.language) if approach.rule else approach.segment
    wanted = " or ".join(CHANNEL_WORDS[channel] for channel in approach.channels)
    why = "; ".join(_missing(subject, context, channel) for channel in approach.channels)
    reason = f"Step {approach.number} of {label} goes by {wanted}, which does not reach them: {why}"
    action = "Import an address or a profile URL for them."
    return Gate(GateCode.NO_CHANNEL, reason, None, action)


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
        return f"the law where they are bars {CHANNEL_WORDS[channel]} without consent"
    if channel is Channel.LINKEDIN:
        return "no LinkedIn profile is known"
    if candidate.email is None:
        return "no e-mail address is known"
    match = bounce(subject.suppressed)
    if match is not None:
        return f"mail to their address came back on {spoken(match.at, context.zone)}"
    return f"{candidate.email} is an address of a team, not of a person"


def _points(nano: int) -> float:
    return (nano + _TENTH // 2) // _TENTH / 10
