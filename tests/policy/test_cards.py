"""Which drafts a new morning may take back, and what a card replaces."""

import pytest

from prospector.policy.cards import Card, as_if
from prospector.store.candidates import OpenDraft
from prospector.tables import Channel, DraftStatus
from tests.policy.people import candidate
from tests.policy.world import NOW

CARD = Card("B2", 7.0, 1, 2, 3, None, "account.employees", NOW, "upsell")


def draft(status: DraftStatus, gate: str | None = None, touched_by: str | None = None) -> OpenDraft:
    return OpenDraft(1, status, "hiring", 1, Channel.EMAIL, "alice", "alice", gate, touched_by)


def test_it_replaces_what_the_score_and_the_segment_say() -> None:
    ((found,), freed) = as_if([candidate(lead_id=1)], {1: CARD})
    assert Card(*(getattr(found, name) for name in Card._fields)) == CARD
    assert not freed.total()


@pytest.mark.parametrize(
    ("open_draft", "stays", "freed"),
    [
        (draft(DraftStatus.QUEUED), False, 1),
        (draft(DraftStatus.HELD, "caps"), False, 0),
        (draft(DraftStatus.HELD, "needs_data"), True, 0),
        (draft(DraftStatus.QUEUED, touched_by="alice"), True, 0),
        (draft(DraftStatus.APPROVED), True, 0),
        (draft(DraftStatus.SNOOZED), True, 0),
    ],
)
def test_it_takes_back_only_drafts_that_policy_queued_or_held(
    open_draft: OpenDraft, *, stays: bool, freed: int
) -> None:
    ((found,), less) = as_if([candidate(lead_id=1, draft=open_draft)], {1: CARD})
    assert (found.draft is not None, less.total()) == (stays, freed)
