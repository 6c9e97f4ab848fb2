"""People decide: each move once, each decision kept, each consequence done."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlmodel import col, select

from prospector import review
from prospector.errors import UsageError
from prospector.review.message import Message
from prospector.review.stage import Refusal
from prospector.store import drafts
from prospector.store.database import Database
from prospector.tables import (
    Account,
    Action,
    Decision,
    DraftStatus,
    FieldValue,
    Lead,
    Relation,
    SkipReason,
)
from tests.review.rows import NOW, a_draft, fill, get

SEEN = Message("Your new sales team", "Hello,\n\nyou are hiring.")
FRIDAY = date(2026, 11, 20)


def actions(database: Database, draft_id: int) -> list[Action]:
    with database.read() as session:
        return [decision.action for decision in drafts.decisions(session, draft_id)]


def decision(database: Database, draft_id: int) -> Decision:
    with database.read() as session:
        return drafts.decisions(session, draft_id)[-1]


def account_of(database: Database, draft_id: int) -> Account:
    with database.read() as session:
        account = session.get(Account, get(database, draft_id).account_id)
        assert account is not None
        session.expunge(account)
        return account


def to(database: Database, draft_id: int, status: DraftStatus, **values: Any) -> None:
    # Any: columns of several types
    with database.write() as session:
        assert drafts.move(session, draft_id, DraftStatus.QUEUED, status, **values)


def test_it_approves_and_keeps_who_did(database: Database) -> None:
    first, second, *_ = fill(database)
    report = review.approve(database, [first, second, first], actor="alice", now=NOW)
    assert report.done == (first, second)
    assert get(database, first).status is DraftStatus.APPROVED
    kept = decision(database, first)
    assert (kept.action, kept.actor, kept.at, kept.bulk) == (Action.APPROVE, "alice", NOW, False)


def test_it_records_a_bulk_approval_as_such(database: Database) -> None:
    first, *_ = fill(database)
    review.approve(database, [first], actor="alice", now=NOW, bulk=True)
    assert decision(database, first).bulk


def test_it_tells_who_was_there_first(database: Database) -> None:
    first, *_ = fill(database)
    review.approve(database, [first], actor="Bob", now=NOW)
    report = review.approve(database, [first, 999], actor="Alice", now=NOW)
    assert report.done == ()
    assert report.refused == (
        Refusal(first, "it is already approved by Bob"),
        Refusal(999, "there is no such draft: `prospector queue` lists them"),
    )
    assert actions(database, first) == [Action.APPROVE]


@pytest.mark.parametrize(
    ("status", "values", "reason"),
    [
        (DraftStatus.EXPORTED, {}, "it is already exported"),
        (
            DraftStatus.HELD,
            {"held_gate": "caps", "held_reason": "25 of 25"},
            "it is held (25 of 25)",
        ),
        (DraftStatus.SNOOZED, {"snoozed_until": FRIDAY}, "it is snoozed until 2026-11-20"),
    ],
)
def test_it_says_why_a_draft_cannot_be_approved(
    database: Database, status: DraftStatus, values: dict[str, object], reason: str
) -> None:
    first, *_ = fill(database)
    to(database, first, status, **values)
    report = review.approve(database, [first], actor="alice", now=NOW)
    assert report.refused == (Refusal(first, reason),)


def test_it_approves_once_when_many_try_at_the_same_time(database: Database) -> None:
    first, *_ = fill(database)
    start, done = Barrier(8), []

    def one(actor: str) -> None:
        start.wait()
        done.append(review.approve(database, [first], actor=actor, now=NOW).done)

    threads = [Thread(target=one, args=(f"sdr{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [(), (), (), (), (), (), (), (first,)]
    assert actions(database, first) == [Action.APPROVE]


def test_it_approves_more_than_one_transaction_holds(database: Database) -> None:
    fill(database)
    with database.write() as session:
        leads = [Lead(first_name=f"Person {number}", first_seen_at=NOW) for number in range(120)]
        session.add_all(leads)
        session.flush()
        drafts.add(session, [a_draft(lead.id or 0) for lead in leads])
        wanted = [draft.id or 0 for draft in drafts.open_drafts(session)]
    report = review.approve(database, wanted, actor="alice", now=NOW, bulk=True)
    assert (len(report.done), report.refused) == (124, ())


@pytest.mark.parametrize(
    "reason", [reason for reason in SkipReason if reason is not SkipReason.BAD_TIMING]
)
def test_it_keeps_the_reason_of_a_skip(database: Database, reason: SkipReason) -> None:
    first, *_ = fill(database)
    report = review.skip(database, [first], reason, actor="alice", now=NOW)
    assert report.done == (first,)
    draft = get(database, first)
    assert (draft.status, draft.skip_reason) == (DraftStatus.SKIPPED, reason)
    assert decision(database, first).reason == reason


def test_it_puts_bad_timing_off_to_its_day(database: Database) -> None:
    first, *_ = fill(database)
    review.skip(database, [first], SkipReason.BAD_TIMING, actor="alice", now=NOW, until=FRIDAY)
    draft = get(database, first)
    assert (draft.status, draft.snoozed_until) == (DraftStatus.SNOOZED, FRIDAY)
    kept = decision(database, first)
    assert (kept.action, kept.reason) == (Action.SNOOZE, "bad_timing")


@pytest.mark.parametrize(
    ("reason", "until"), [(SkipReason.BAD_TIMING, None), (SkipReason.BAD_FIT, FRIDAY)]
)
def test_it_wants_a_day_for_bad_timing_alone(
    database: Database, reason: SkipReason, until: date | None
) -> None:
    first, *_ = fill(database)
    with pytest.raises(UsageError):
        review.skip(database, [first], reason, actor="alice", now=NOW, until=until)


def test_it_makes_the_account_a_customer_and_takes_that_back(database: Database) -> None:
    first, *_ = fill(database)
    review.skip(database, [first], SkipReason.ALREADY_CUSTOMER, actor="alice", now=NOW)
    account = account_of(database, first)
    assert account.relation is Relation.CUSTOMER
    assert account.sources["relation"]["person"] == "alice"
    with database.read() as session:
        old = session.exec(select(FieldValue).where(col(FieldValue.field) == "relation")).one()
        assert (old.old_value, old.source, old.until) == ("prospect", {"feed": "crm"}, NOW)

    review.undo(database, [first], actor="alice", now=NOW)
    account = account_of(database, first)
    assert account.relation is Relation.PROSPECT
    assert account.sources["relation"] == {"feed": "crm"}
    assert get(database, first).status is DraftStatus.QUEUED


def test_it_skips_for_a_lead_without_account(database: Database) -> None:
    *_, erin = fill(database)
    report = review.skip(database, [erin], SkipReason.ALREADY_CUSTOMER, actor="alice", now=NOW)
    assert report.done == (erin,)
    assert review.undo(database, [erin], actor="alice", now=NOW).done == (erin,)


def test_it_skips_a_held_draft_so_that_it_does_not_come_back(database: Database) -> None:
    first, *_ = fill(database)
    to(database, first, DraftStatus.HELD, held_gate="checks")
    report = review.skip(database, [first], SkipReason.WRONG_PERSON, actor="alice", now=NOW)
    assert report.done == (first,)


def test_it_snoozes_and_snoozes_again(database: Database) -> None:
    first, *_ = fill(database)
    review.snooze(database, [first], FRIDAY, actor="alice", now=NOW)
    later = date(2026, 12, 1)
    assert review.snooze(database, [first], later, actor="alice", now=NOW).done == (first,)
    assert get(database, first).snoozed_until == later


def test_it_keeps_what_a_person_wrote_and_what_stood_there(database: Database) -> None:
    first, *_ = fill(database)
    new = Message("Hello Bob", "We met in Lyon in 2024.")
    report = review.edit(database, first, new, seen=SEEN, actor="alice", now=NOW)
    assert report.done == (first,)
    draft = get(database, first)
    assert (draft.subject, draft.body) == new
    assert (draft.status, draft.edited, draft.touched_by) == (DraftStatus.QUEUED, True, "alice")
    assert decision(database, first).before == (
        "Subject: Your new sales team\n\nHello,\n\nyou are hiring.\n"
    )


def test_it_refuses_an_edit_of_a_text_that_changed_meanwhile(database: Database) -> None:
    first, *_ = fill(database)
    review.edit(database, first, Message("Hi", "Bob's text"), seen=SEEN, actor="bob", now=NOW)
    report = review.edit(
        database, first, Message("Hi", "Alice's text"), seen=SEEN, actor="alice", now=NOW
    )
    assert report.refused == (Refusal(first, "it was changed meanwhile by bob: look at it again"),)
    assert get(database, first).body == "Bob's text"


def test_it_refuses_to_edit_what_was_approved(database: Database) -> None:
    first, *_ = fill(database)
    review.approve(database, [first], actor="bob", now=NOW)
    report = review.edit(database, first, Message("Hi", "x"), seen=SEEN, actor="alice", now=NOW)
    assert report.refused == (Refusal(first, "it is already approved by bob"),)


@pytest.mark.parametrize(
    ("gate", "after"),
    [
        ("checks", DraftStatus.QUEUED),
        ("needs_data", DraftStatus.QUEUED),
        ("caps", DraftStatus.HELD),
    ],
)
def test_it_queues_a_draft_held_for_its_text_once_a_person_wrote_it(
    database: Database, gate: str, after: DraftStatus
) -> None:
    first, *_ = fill(database)
    to(database, first, DraftStatus.HELD, held_gate=gate, held_reason="because")
    review.edit(database, first, Message("Hi", "x"), seen=SEEN, actor="alice", now=NOW)
    draft = get(database, first)
    assert draft.status is after
    assert draft.held_gate == (None if after is DraftStatus.QUEUED else gate)


def skip(database: Database, draft_id: int) -> None:
    review.skip(database, [draft_id], SkipReason.BAD_FIT, actor="alice", now=NOW)


def snooze(database: Database, draft_id: int) -> None:
    review.snooze(database, [draft_id], FRIDAY, actor="alice", now=NOW)


def approve(database: Database, draft_id: int) -> None:
    review.approve(database, [draft_id], actor="alice", now=NOW)


@pytest.mark.parametrize("decide", [approve, skip, snooze])
def test_it_brings_a_decided_draft_back_to_the_queue(
    database: Database, decide: Callable[[Database, int], None]
) -> None:
    first, *_ = fill(database)
    decide(database, first)
    assert review.undo(database, [first], actor="bob", now=NOW).done == (first,)
    draft = get(database, first)
    assert draft.status is DraftStatus.QUEUED
    assert (draft.skip_reason, draft.snoozed_until) == (None, None)
    assert actions(database, first)[-1] is Action.UNDO


def test_it_takes_decisions_back_one_by_one(database: Database) -> None:
    first, *_ = fill(database)
    review.edit(database, first, Message("Hi", "mine"), seen=SEEN, actor="alice", now=NOW)
    approve(database, first)
    review.undo(database, [first], actor="alice", now=NOW)
    draft = get(database, first)
    assert (draft.status, draft.body, draft.edited) == (DraftStatus.QUEUED, "mine", True)
    review.undo(database, [first], actor="alice", now=NOW)
    draft = get(database, first)
    assert (draft.subject, draft.body) == SEEN
    assert (draft.edited, draft.touched_by) == (False, None)
    report = review.undo(database, [first], actor="alice", now=NOW)
    assert report.refused == (Refusal(first, "nobody has decided anything about it yet"),)


def test_it_takes_nothing_back_once_exported(database: Database) -> None:
    first, *_ = fill(database)
    approve(database, first)
    with database.write() as session:
        drafts.move(session, first, DraftStatus.APPROVED, DraftStatus.EXPORTED)
    report = review.undo(database, [first], actor="alice", now=NOW)
    assert report.refused == (Refusal(first, "it is already exported"),)


def test_it_leaves_a_skip_alone_when_the_lead_has_another_open_draft(database: Database) -> None:
    first, second, *_ = fill(database)
    skip(database, first)
    with database.write() as session:
        drafts.add(session, [a_draft(get(database, first).lead_id)])
    report = review.undo(database, [first, second], actor="alice", now=NOW)
    assert report.refused[0] == Refusal(first, "its lead has another open draft by now")
    assert actions(database, first) == [Action.SKIP]
