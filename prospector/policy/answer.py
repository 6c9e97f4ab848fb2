"""Why a lead gets no draft today, as one answer."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from prospector.policy.assess import Assessment
from prospector.policy.gates import Gate
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


def why_not(assessment: Assessment, lead_id: int, draft: Draft | None) -> WhyNot:
    """The answer for one lead; `draft` is its open one."""
    if draft is not None:
        return _with_draft(assessment, lead_id, draft)
    gate = assessment.gates.get(lead_id)
    if gate is not None:
        return _stopped(lead_id, Verdict.STOPPED, gate, None)
    for planned in assessment.planned:
        if planned.lead_id == lead_id:
            reason = (
                f"Nothing stops them: step {planned.step} of {planned.segment} by"
                f" {planned.channel} goes to {planned.owner}'s queue with the next draft run"
            )
            return WhyNot(lead_id, Verdict.PLANNED, reason, action="Run `prospector draft`.")
    reason = "They have no score yet"
    return WhyNot(lead_id, Verdict.NOT_SCORED, reason, action="Run `prospector run`.")


def _with_draft(assessment: Assessment, lead_id: int, draft: Draft) -> WhyNot:
    draft_id = draft.id or 0
    if draft.status is not DraftStatus.HELD:
        until = f" until {draft.snoozed_until}" if draft.snoozed_until else ""
        reason = f"Their draft {draft_id} is {draft.status}{until}, in {draft.owner}'s queue"
        action = "`prospector review` goes through the queue."
        if draft.status is DraftStatus.APPROVED:
            action = "`prospector export TARGET` hands it over."
        return WhyNot(
            lead_id,
            Verdict.HAS_DRAFT,
            reason,
            lifts_at=draft.snoozed_until,
            action=action,
            draft=draft_id,
        )
    gate = assessment.still_held.get(draft_id)
    if gate is not None:
        return _stopped(lead_id, Verdict.HELD, gate, draft_id)
    if draft_id in assessment.lifted:
        reason = f"Their draft {draft_id} was held, and nothing holds it any more"
        action = "Run `prospector draft`: it goes back to the queue."
        return WhyNot(lead_id, Verdict.HELD, reason, action=action, draft=draft_id)
    return WhyNot(
        lead_id,
        Verdict.HELD,
        f"Their draft {draft_id} is held: {draft.held_reason or draft.held_gate}",
        gate=draft.held_gate,
        lifts_at=draft.held_until,
        action=f"`prospector edit {draft_id}` rewrites it.",
        draft=draft_id,
    )


def _stopped(lead_id: int, verdict: Verdict, gate: Gate, draft_id: int | None) -> WhyNot:
    return WhyNot(
        lead_id, verdict, gate.reason, gate.code.value, gate.lifts_at, gate.action, draft_id
    )
