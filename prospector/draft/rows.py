"""From a written message to the columns of its draft, and what a second look changes of them."""

from datetime import date, datetime
from typing import Any, NamedTuple

from prospector.draft.compose import Message
from prospector.tables import Draft, DraftStatus, Score

EVIDENCE_CHANGED = "the evidence changed after a person edited this text"

Columns = dict[str, Any]  # Any: columns of several types

#: A draft nobody has touched and nothing holds.
BLANK: Columns = {
    "touched_by": None,
    "edited": False,
    "held_gate": None,
    "held_reason": None,
    "held_until": None,
    "snoozed_until": None,
    "skip_reason": None,
}


class Reason(NamedTuple):
    """Why a draft is written now, and under which rules."""

    why_now: str
    score: Score
    policy_version: str


def text(message: Message) -> Columns:
    """The columns that hold a message and what holds it."""
    return {
        "language": message.language,
        "subject": message.subject,
        "body": message.body,
        "cites": list(message.cites),
        "template": message.template,
        "template_hash": message.template_hash,
        "evidence_hash": message.evidence_hash,
        "notes": message.notes,
        "held_gate": message.held_gate,
        "held_reason": message.held_reason,
        "held_until": None,
    }


def reason(why: Reason) -> Columns:
    """The columns that say why now, and by which numbers."""
    return {
        "why_now": why.why_now,
        "grade": why.score.grade,
        "priority": why.score.priority,
        "fit_nano": why.score.fit_nano,
        "intent_nano": why.score.intent_nano,
        "ruleset": why.score.ruleset,
        "policy_version": why.policy_version,
    }


def dated(today: date, now: datetime) -> Columns:
    """The columns that say when."""
    return {"business_date": today, "updated_at": now}


def status(message: Message) -> DraftStatus:
    """Where a freshly written draft stands."""
    return DraftStatus.HELD if message.held_gate else DraftStatus.QUEUED


def is_stale(draft: Draft, message: Message, why: Reason) -> bool:
    """Whether evidence, rules, template or policy changed since the draft was written."""
    was = (draft.evidence_hash, draft.template_hash, draft.ruleset, draft.policy_version)
    return was != (
        message.evidence_hash,
        message.template_hash,
        why.score.ruleset,
        why.policy_version,
    )


def says_the_same(draft: Draft, message: Message) -> bool:
    """Whether the words are the ones it had."""
    return (draft.subject, draft.body) == (message.subject, message.body)


def flagged(draft: Draft, message: Message) -> Columns:
    """The columns of a draft whose text a person wrote: the text stays, a change is noted once."""
    notes = list(draft.notes)
    if draft.edited and draft.evidence_hash != message.evidence_hash:
        notes = [*(note for note in notes if note != EVIDENCE_CHANGED), EVIDENCE_CHANGED]
    return {"notes": notes, "evidence_hash": message.evidence_hash}
