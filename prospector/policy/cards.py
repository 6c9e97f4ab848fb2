"""Leads as they would stand with other scores and segments, before anybody wrote today's drafts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from prospector.policy.gates import POLICY_GATES
from prospector.store.candidates import Candidate, OpenDraft
from prospector.tables import DraftStatus


class Card(NamedTuple):
    """What a score and a segment say of a lead."""

    grade: str
    priority: float
    fit_nano: int
    fit_upper_nano: int
    intent_nano: int
    disqualified_by: str | None
    unknown_field: str | None
    newest_signal_at: datetime | None
    segment: str | None


def as_if(
    people: Iterable[Candidate], cards: Mapping[int, Card]
) -> tuple[list[Candidate], Counter[str]]:
    """These people with these cards and without drafts nobody touched; how many each desk has less."""
    found: list[Candidate] = []
    freed: Counter[str] = Counter()
    for person in people:
        card = cards.get(person.lead_id)
        if card is None:
            continue
        draft = person.draft
        if draft is not None and _is_nobodys(draft):
            freed[draft.owner] += draft.status is DraftStatus.QUEUED
            draft = None
        found.append(person._replace(**card._asdict(), draft=draft))
    return found, freed


def _is_nobodys(draft: OpenDraft) -> bool:
    """Whether the next morning may take the draft back: policy put it there, no person touched it."""
    if draft.touched_by is not None:
        return False
    if draft.status is DraftStatus.HELD:
        return draft.held_gate in POLICY_GATES
    return draft.status is DraftStatus.QUEUED
