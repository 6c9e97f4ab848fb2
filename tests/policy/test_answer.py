"""One answer for one lead: stopped, held, with a draft, planned, or not scored."""

from datetime import date
from typing import Any

import pytest

from prospector.policy.answer import Verdict, WhyNot, why_not
from prospector.policy.assess import Assessment
from prospector.policy.gates import Gate, GateCode
from prospector.policy.plan import Planned
from prospector.tables import Channel, Draft, DraftStatus, Purpose
from tests.policy.world import NOW, TODAY

GATE = Gate(GateCode.GRADE, "Graded C3", NOW, "Wait.")
PLANNED = Planned(1, 2, "hiring", 1, "opening", Channel.EMAIL, "alice", "alice", "A1", 9, None)


def draft(status: DraftStatus, **columns: Any) -> Draft:  # Any: columns
    return Draft(
        id=9, lead_id=1, status=status, segment="hiring", step=1, purpose=Purpose.UPSELL,
        channel=Channel.EMAIL, language="en", owner="alice", sender="alice", body="Hi",
        why_now="now", grade="A1", priority=1, fit_nano=0, intent_nano=0, template="t",
        template_hash="h", ruleset="v", policy_version="p", evidence_hash="e",
        business_date=TODAY, created_at=NOW, updated_at=NOW, **columns,
    )  # fmt: skip


def answer(found: Assessment, one: Draft | None = None) -> WhyNot:
    return why_not(found, 1, one)


def test_it_names_the_gate_when_it_lifts_and_what_to_do() -> None:
    found = answer(Assessment([], {1: GATE}, {}))
    assert found == WhyNot(1, Verdict.STOPPED, "Graded C3", "grade", NOW, "Wait.")


def test_it_says_that_nothing_stops_them() -> None:
    found = answer(Assessment([PLANNED], {}, {}))
    assert found.verdict is Verdict.PLANNED
    assert "step 1 of hiring by email goes to alice's queue" in found.reason


def test_it_says_that_there_is_no_score_yet() -> None:
    assert answer(Assessment([PLANNED._replace(lead_id=2)], {}, {})).verdict is Verdict.NOT_SCORED


@pytest.mark.parametrize(
    ("one", "words", "action"),
    [
        (draft(DraftStatus.QUEUED), "Their draft 9 is queued, in alice's queue", "review"),
        (draft(DraftStatus.APPROVED), "Their draft 9 is approved", "export"),
        (
            draft(DraftStatus.SNOOZED, snoozed_until=date(2026, 12, 1)),
            "is snoozed until 2026-12-01",
            "review",
        ),
    ],
)
def test_it_says_where_the_open_draft_is(one: Draft, words: str, action: str) -> None:
    found = answer(Assessment([], {}, {1: 9}), one)
    assert (found.verdict, found.draft, found.lifts_at) == (
        Verdict.HAS_DRAFT,
        9,
        one.snoozed_until,
    )
    assert words in found.reason
    assert found.action is not None
    assert f"`prospector {action}" in found.action


def test_it_says_what_holds_a_draft_today_or_that_nothing_does() -> None:
    held = draft(DraftStatus.HELD, held_gate="caps", held_reason="full", held_until=NOW)
    today = answer(Assessment([], {}, {1: 9}, still_held={9: GATE}), held)
    assert (today.verdict, today.gate, today.draft) == (Verdict.HELD, "grade", 9)
    lifted = answer(Assessment([], {}, {1: 9}, lifted=[9]), held)
    assert (lifted.verdict, lifted.gate) == (Verdict.HELD, None)
    assert "nothing holds it any more" in lifted.reason
    text = draft(DraftStatus.HELD, held_gate="checks", held_reason="a number from nowhere")
    kept = answer(Assessment([], {}, {1: 9}), text)
    assert (kept.gate, kept.reason) == ("checks", "Their draft 9 is held: a number from nowhere")
    assert kept.action is not None
    assert "prospector edit 9" in kept.action
