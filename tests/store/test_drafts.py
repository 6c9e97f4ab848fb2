"""Drafts move by statement."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from prospector.errors import NotFound
from prospector.store import drafts
from prospector.store.database import Database
from prospector.tables import Action, Channel, Draft, DraftStatus, Lead, Purpose, RulesetRow

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)


def a_draft(lead_id: int, **values: object) -> dict[str, Any]:
    return {
        "lead_id": lead_id,
        "account_id": None,
        "status": DraftStatus.QUEUED,
        "segment": "hiring",
        "step": 1,
        "purpose": Purpose.NEW_CONVERSATION,
        "channel": Channel.EMAIL,
        "language": "en",
        "owner": "alice",
        "sender": "alice",
        "subject": "Hello",
        "body": "Hello Bob",
        "cites": [1, 2],
        "why_now": "Acme is hiring",
        "grade": "A1",
        "priority": 10.0,
        "fit_nano": 0,
        "intent_nano": 0,
        "template": "hiring/1-open.email.en.j2",
        "template_hash": "t",
        "ruleset": "r1",
        "policy_version": "p1",
        "evidence_hash": "e",
        "notes": [],
        "business_date": date(2026, 11, 16),
        "created_at": NOW,
        "updated_at": NOW,
        "touched_by": None,
        "edited": False,
        "held_gate": None,
        "held_reason": None,
        "held_until": None,
        "snoozed_until": None,
        "skip_reason": None,
        **values,
    }


@pytest.fixture
def leads(database: Database) -> list[int]:
    with database.write() as session:
        rows = [Lead(first_name=name, first_seen_at=NOW) for name in ("Bob", "Charlie", "Dora")]
        session.add_all(rows)
        session.add(RulesetRow(version="r1", first_used_at=NOW))
        session.flush()
        return [int(row.id or 0) for row in rows]


def add(database: Database, *rows: dict[str, Any]) -> int:
    with database.write() as session:
        return drafts.add(session, rows)


def test_it_writes_one_open_draft_per_lead(database: Database, leads: list[int]) -> None:
    assert add(database, a_draft(leads[0]), a_draft(leads[1])) == 2
    assert add(database, a_draft(leads[0]), a_draft(leads[2])) == 1
    with database.read() as session:
        assert sorted(each.lead_id for each in drafts.open_drafts(session)) == sorted(leads)


def test_it_writes_nothing_for_no_rows(database: Database, leads: list[int]) -> None:
    assert leads
    assert add(database) == 0


def test_it_gives_the_columns_back_as_they_were_written(
    database: Database, leads: list[int]
) -> None:
    add(database, a_draft(leads[0], notes=["a note"]))
    with database.read() as session:
        draft = drafts.open_of_lead(session, leads[0])
        assert draft is not None
        assert (draft.cites, draft.notes) == ([1, 2], ["a note"])
        assert drafts.open_of_lead(session, leads[1]) is None


def test_it_lists_best_first_and_by_owner(database: Database, leads: list[int]) -> None:
    add(
        database,
        a_draft(leads[0], priority=1.0),
        a_draft(leads[1], priority=3.0),
        a_draft(leads[2], priority=2.0, owner="bob"),
    )
    with database.read() as session:
        queued = drafts.by_status(session, DraftStatus.QUEUED)
        assert [draft.priority for draft in queued] == [3.0, 2.0, 1.0]
        of_alice = drafts.by_status(session, DraftStatus.QUEUED, owner="alice", limit=1)
        assert [draft.priority for draft in of_alice] == [3.0]


def test_it_moves_a_draft_once(database: Database, leads: list[int]) -> None:
    add(database, a_draft(leads[0]))
    with database.write() as session:
        draft = drafts.open_drafts(session)[0]
        later = NOW + timedelta(minutes=1)
        assert drafts.move(
            session, draft.id or 0, DraftStatus.QUEUED, DraftStatus.APPROVED, updated_at=later
        )
        assert not drafts.move(
            session, draft.id or 0, DraftStatus.QUEUED, DraftStatus.APPROVED, updated_at=later
        )
        again = drafts.get(session, draft.id or 0)
        assert (again.status, again.updated_at) == (DraftStatus.APPROVED, later)


def test_it_moves_from_any_of_several_statuses(database: Database, leads: list[int]) -> None:
    add(database, a_draft(leads[0], status=DraftStatus.HELD))
    with database.write() as session:
        draft = drafts.open_drafts(session)[0]
        both = (DraftStatus.QUEUED, DraftStatus.HELD)
        assert drafts.move(session, draft.id or 0, both, DraftStatus.EXPIRED, updated_at=NOW)


def test_it_does_not_rewrite_what_a_person_touched(database: Database, leads: list[int]) -> None:
    add(database, a_draft(leads[0], touched_by="alice"))
    with database.write() as session:
        draft = drafts.open_drafts(session)[0]
        assert not drafts.move(
            session,
            draft.id or 0,
            DraftStatus.QUEUED,
            DraftStatus.QUEUED,
            where=[drafts.untouched()],
            body="machine",
            updated_at=NOW,
        )
        assert drafts.get(session, draft.id or 0).body == "Hello Bob"


def test_it_lets_one_of_eight_approve(database: Database, leads: list[int]) -> None:
    add(database, a_draft(leads[0]))
    with database.read() as session:
        draft_id = drafts.open_drafts(session)[0].id or 0
    barrier, won = Barrier(8), []

    def approve() -> None:
        barrier.wait()
        with database.write() as session:
            won.append(
                drafts.move(
                    session, draft_id, DraftStatus.QUEUED, DraftStatus.APPROVED, updated_at=NOW
                )
            )

    threads = [Thread(target=approve) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


def test_it_names_the_command_for_an_unknown_draft(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound, match="prospector queue"):
        drafts.get(session, 99)


def test_it_counts_every_status(database: Database, leads: list[int]) -> None:
    add(database, a_draft(leads[0]), a_draft(leads[1], status=DraftStatus.HELD))
    with database.read() as session:
        counts = drafts.counts(session)
    assert counts[DraftStatus.QUEUED] == counts[DraftStatus.HELD] == 1
    assert counts[DraftStatus.SKIPPED] == 0
    assert set(counts) == set(DraftStatus)


def test_it_keeps_decisions_in_order(database: Database, leads: list[int]) -> None:
    add(database, a_draft(leads[0]))
    with database.write() as session:
        draft = drafts.open_drafts(session)[0]
        assert isinstance(draft, Draft)
        drafts.decide(session, draft.id or 0, Action.EDIT, actor="alice", at=NOW, before="old")
        drafts.decide(session, draft.id or 0, Action.APPROVE, actor="alice", at=NOW, bulk=True)
        found = drafts.decisions(session, draft.id or 0)
        assert [decision.action for decision in found] == [Action.EDIT, Action.APPROVE]
