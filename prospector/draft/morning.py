"""What a new business day does to the drafts that are still open, before the day is planned.

Untouched drafts of an earlier day give their place back and compete for it again; those that
nothing speaks for any more expire. What a person has touched stays.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from prospector.draft.compose import CHECKS_GATE, NEEDS_DATA_GATE
from prospector.tables import Draft, DraftStatus

TEXT_GATES = frozenset({CHECKS_GATE, NEEDS_DATA_GATE})
#: The gate under which a draft waits for its place to be decided: policy asks about it anew.
WAITING_GATE = "capacity"


class Standing(NamedTuple):
    """What scores and segments say of a lead now."""

    segment: str | None
    grade: str | None


@dataclass(frozen=True)
class Turn:
    """A move of one open draft: from which status, to which, with which columns."""

    draft_id: int
    old: DraftStatus
    new: DraftStatus
    values: Mapping[str, Any]  # Any: columns of several types


#: The columns of a draft that nothing holds (Any: of several types).
NO_HOLD: dict[str, Any] = {"held_gate": None, "held_reason": None, "held_until": None}


def turn(
    draft: Draft, standing: Standing, *, today: date, now: datetime, grades: Collection[str]
) -> Turn | None:
    """The move of one draft, or None where it stays."""
    if draft.status is DraftStatus.SNOOZED:
        due = draft.snoozed_until is None or draft.snoozed_until <= today
        return _to(draft, DraftStatus.QUEUED, now, snoozed_until=None) if due else None
    if draft.status is DraftStatus.APPROVED or draft.touched_by or draft.business_date >= today:
        return None
    lost = _nothing_speaks_for_it(draft, standing, grades)
    if lost:
        return _to(draft, DraftStatus.EXPIRED, now, held_reason=lost)
    if draft.status is DraftStatus.QUEUED:
        return _to(
            draft, DraftStatus.HELD, now, **waiting("Its place today is not decided yet", now)
        )
    if draft.held_gate not in TEXT_GATES and draft.held_until is None:
        return _to(draft, DraftStatus.EXPIRED, now)
    return None


def waiting(reason: str, now: datetime) -> dict[str, Any]:  # Any: columns of several types
    """The columns of a draft that waits for policy to give it a place."""
    return {"held_gate": WAITING_GATE, "held_reason": reason, "held_until": now}


def _nothing_speaks_for_it(draft: Draft, standing: Standing, grades: Collection[str]) -> str | None:
    if draft.step > 1:
        return None  # a sequence goes on whatever the score does
    if standing.segment != draft.segment:
        return f"The lead is now in {standing.segment or 'no segment'}"
    if standing.grade not in grades:
        return f"The grade is now {standing.grade or 'unknown'}"
    return None


def _to(draft: Draft, new: DraftStatus, now: datetime, **values: object) -> Turn:
    return Turn(int(draft.id or 0), draft.status, new, {**values, "updated_at": now})
