"""One draft on the screen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from prospector.cli._card import card, where, who
from prospector.store.queue import Cited, QueuedAccount, QueuedLead, QueueRow
from prospector.tables import Channel, DraftStatus, Purpose
from tests.rulesets import make_ruleset

ROW = QueueRow(
    draft=12,
    lead=QueuedLead(7, "bob@acme.example", "Bob Martin", "CTO", None),
    account=QueuedAccount(3, "Acme", "acme.example"),
    grade="B1",
    priority=12.5,
    fit=60.0,
    intent=40.0,
    segment="gone-from-the-rules",
    purpose=Purpose.NEW_CONVERSATION,
    step=2,
    why_now="Acme is hiring",
    channel=Channel.LINKEDIN,
    language="fr",
    subject=None,
    body="Bonjour Bob",
    cites=[1],
    status=DraftStatus.QUEUED,
    owner="alice",
    sender="alice",
    edited=True,
    notes=["no French template: English used"],
    held=None,
    snoozed_until=None,
)
CITED = Cited(1, "unheard_of", datetime(2026, 11, 14, tzinfo=UTC), None, None, "likers", "a.csv", 9)


def test_it_shows_who_why_sources_notes_and_text() -> None:
    assert card(ROW, [CITED], make_ruleset(), "en").splitlines() == [
        "B1 · Bob Martin · CTO · Acme",
        "why now: Acme is hiring",
        "draft 12 · gone-from-the-rules, step 2 · linkedin · fr · alice",
        "cites:",
        "  [1] unheard_of · 2026-11-14 · likers, a.csv:9",
        "note: no French template: English used",
        "note: a person wrote this text; it is no longer rendered",
        "",
        "Bonjour Bob",
    ]


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        (QueuedLead(7, "bob@acme.example", None, None, "x"), "bob@acme.example"),
        (QueuedLead(7, None, None, None, "linkedin.com/in/bob"), "linkedin.com/in/bob"),
        (QueuedLead(7, None, None, None, None), "lead 7"),
    ],
)
def test_it_names_a_lead_by_what_is_known(lead: QueuedLead, expected: str) -> None:
    assert who(replace(ROW, lead=lead)) == expected


def test_it_names_an_account_by_what_is_known() -> None:
    assert where(replace(ROW, account=QueuedAccount(3, None, "acme.example"))) == "acme.example"
    assert where(replace(ROW, account=QueuedAccount(None, None, None))) == ""
