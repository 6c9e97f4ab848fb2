"""Why a lead gets no draft today, as one answer."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from prospector.policy.assess import Assessment
from prospector.policy.gates import Gate
from prospector.policy.wording import called, tell
from prospector.tables import Draft, DraftStatus


class Verdict(StrEnum):
    """How a lead stands today."""

    PLANNED = "planned"
    HAS_DRAFT = "has_draft"
    HELD = "held"
    STOPPED = "stopped"
    NOT_SCORED = "not_scored"


@dataclass(frozen=True)
class WhyNot:
    """How a lead stands: the first gate that stops it, or what happens with it."""

    lead: int
    verdict: Verdict
    reason: str
    gate: str | None = None
    lifts_at: datetime | date | None = None
    action: str | None = None
    draft: int | None = None


def why_not(
    assessment: Assessment, lead_id: int, draft: Draft | None, *, language: str = "en"
) -> WhyNot:
    """The answer for one lead; `draft` is its open one."""
    if draft is not None:
        return _with_draft(assessment, lead_id, draft, language)
    gate = assessment.gates.get(lead_id)
    if gate is not None:
        return _stopped(lead_id, Verdict.STOPPED, gate, None)
    planned = next((each for each in assessment.planned if each.lead_id == lead_id), None)
    if planned is None:
        reason, action = tell(language, "not_scored"), tell(language, "run")
        return WhyNot(lead_id, Verdict.NOT_SCORED, reason, action=action)
    reason = tell(
        language,
        "planned",
        step=planned.step,
        segment=planned.segment,
        channel=planned.channel,
        owner=planned.owner,
    )
    return WhyNot(lead_id, Verdict.PLANNED, reason, action=tell(language, "planned.do"))


def _with_draft(assessment: Assessment, lead_id: int, draft: Draft, language: str) -> WhyNot:
    draft_id = draft.id or 0
    if draft.status is not DraftStatus.HELD:
        return _open(lead_id, draft, language)
    gate = assessment.still_held.get(draft_id)
    if gate is not None:
        return _stopped(lead_id, Verdict.HELD, gate, draft_id)
    if draft_id in assessment.lifted:
        reason = tell(language, "lifted", draft=draft_id)
        action = tell(language, "lifted.do")
        return WhyNot(lead_id, Verdict.HELD, reason, action=action, draft=draft_id)
    return WhyNot(
        lead_id,
        Verdict.HELD,
        tell(language, "held", draft=draft_id, reason=draft.held_reason or draft.held_gate),
        gate=draft.held_gate,
        lifts_at=draft.held_until,
        action=tell(language, "held.do", draft=draft_id),
        draft=draft_id,
    )


def _open(lead_id: int, draft: Draft, language: str) -> WhyNot:
    reason = tell(
        language,
        "snoozed" if draft.snoozed_until else "has_draft",
        draft=draft.id,
        status=called(draft.status, language),
        day=draft.snoozed_until,
        owner=draft.owner,
    )
    approved = draft.status is DraftStatus.APPROVED
    return WhyNot(
        lead_id,
        Verdict.HAS_DRAFT,
        reason,
        lifts_at=draft.snoozed_until,
        action=tell(language, "approved.do" if approved else "has_draft.do"),
        draft=draft.id,
    )


def _stopped(lead_id: int, verdict: Verdict, gate: Gate, draft_id: int | None) -> WhyNot:
    return WhyNot(
        lead_id, verdict, gate.reason, gate.code.value, gate.lifts_at, gate.action, draft_id
    )
