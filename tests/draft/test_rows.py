"""Columns of a draft."""

from dataclasses import replace

from prospector.draft import rows
from prospector.draft.checks import Code, Finding, Severity
from prospector.draft.compose import Message
from prospector.draft.rows import Reason
from prospector.tables import Draft, DraftStatus, Score
from tests.draft.desk import NOW, TODAY
from tests.store.test_drafts import a_draft

MESSAGE = Message("S", "B", "en", "t", "hash", "evidence", cites=(3, 4))
SCORE = Score(
    lead_id=1,
    ruleset="r1",
    as_of=NOW,
    known_at=NOW,
    profile="core",
    fit_nano=1,
    fit_lower_nano=1,
    fit_upper_nano=1,
    fit_expected_nano=1,
    intent_nano=2,
    intent_raw_nano=2,
    grade="A2",
    priority=7.5,
)
REASON = Reason("because", SCORE, "p1")


def draft_of(message: Message) -> Draft:
    return Draft(**{**a_draft(1), **rows.text(message), **rows.reason(REASON)})


def test_it_writes_the_message_and_what_holds_it() -> None:
    columns = rows.text(replace(MESSAGE, held_gate="checks", held_reason="why"))
    assert (columns["cites"], columns["held_gate"]) == ([3, 4], "checks")
    assert rows.status(MESSAGE) is DraftStatus.QUEUED
    assert rows.status(replace(MESSAGE, held_gate="checks")) is DraftStatus.HELD


def test_it_keeps_notes_and_leaves_holds_out_of_them() -> None:
    findings = (Finding(Code.SPAM, "held"), Finding(Code.SPAM, "noted", Severity.NOTE))
    assert rows.text(replace(MESSAGE, findings=findings, note="first"))["notes"] == [
        "first",
        "noted",
    ]


def test_it_stamps_numbers_and_versions() -> None:
    columns = rows.reason(REASON) | rows.dated(TODAY, NOW)
    assert (columns["grade"], columns["priority"], columns["intent_nano"]) == ("A2", 7.5, 2)
    assert (columns["ruleset"], columns["policy_version"]) == ("r1", "p1")
    assert columns["business_date"] == TODAY


def test_it_is_stale_when_evidence_rules_template_or_policy_changed() -> None:
    draft = draft_of(MESSAGE)
    assert not rows.is_stale(draft, MESSAGE, REASON)
    assert rows.is_stale(draft, replace(MESSAGE, evidence_hash="x"), REASON)
    assert rows.is_stale(draft, replace(MESSAGE, template_hash="x"), REASON)
    assert rows.is_stale(draft, MESSAGE, REASON._replace(policy_version="x"))
    assert rows.says_the_same(draft, MESSAGE)
    assert not rows.says_the_same(draft, replace(MESSAGE, body="other"))


def test_it_notes_once_that_an_edited_text_lost_its_evidence() -> None:
    draft = draft_of(MESSAGE)
    changed = replace(MESSAGE, evidence_hash="new")
    assert rows.flagged(draft, changed)["notes"] == []
    draft.edited = True
    columns = rows.flagged(draft, changed)
    assert columns == {"notes": [rows.EVIDENCE_CHANGED], "evidence_hash": "new"}
    draft.notes, draft.evidence_hash = columns["notes"], "older"
    assert rows.flagged(draft, changed)["notes"] == [rows.EVIDENCE_CHANGED]
