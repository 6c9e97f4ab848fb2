"""Openings, decisions, touches and signals come as frames, by today's lead."""

from datetime import timedelta

import pytest
from sqlmodel import select

from prospector.columns import to_micros
from prospector.store import cases, drafts
from prospector.store.database import Database
from prospector.tables import Action, DraftStatus, Lead, Signal
from tests.review.rows import NOW, a_draft, fill

DAY = timedelta(days=1)


@pytest.fixture
def queued(database: Database) -> list[int]:
    """Drafts of Bob, Dora, Charlie and Erin."""
    return fill(database)


def told(database: Database, *, days: float = 9) -> cases.Told:
    with database.read() as session:
        return cases.load(session, ["replied"], known_at=NOW + days * DAY)


def test_it_reads_openings_and_no_follow_ups(database: Database, queued: list[int]) -> None:
    with database.write() as session:
        lead = drafts.get(session, queued[0]).lead_id
        drafts.move(session, queued[0], DraftStatus.QUEUED, DraftStatus.DONE, updated_at=NOW + DAY)
        drafts.add(session, [a_draft(lead, step=2)])
    found = told(database).drafts
    assert sorted(found["draft_id"]) == queued
    assert found.filter(found["draft_id"] == queued[0]).row(0, named=True) == {
        "draft_id": queued[0],
        "lead_id": lead,
        "account_id": 1,
        "at": to_micros(NOW),
        "segment": "hiring-sales-team",
        "ruleset": "r1",
        "grade": "A1",
        "done_at": to_micros(NOW + DAY),
    }
    assert told(database, days=0.5).drafts["done_at"].null_count() == 4
    assert told(database, days=-1).drafts.height == 0


def test_it_gives_a_merged_lead_its_cases(database: Database, queued: list[int]) -> None:
    with database.write() as session:
        bob, dora = (drafts.get(session, draft).lead_id for draft in queued[:2])
        lead = session.get_one(Lead, bob)
        lead.merged_into = dora
    found = told(database).drafts
    assert found.filter(found["lead_id"] == dora).select("account_id").rows() == [(2,), (2,)]


def test_it_has_no_case_of_who_is_suppressed_and_counts_them(
    database: Database, queued: list[int]
) -> None:
    with database.write() as session:
        session.get_one(Lead, drafts.get(session, queued[0]).lead_id).suppressed_at = NOW
    assert sorted(told(database).drafts["draft_id"]) == queued[1:]
    with database.read() as session:
        assert cases.received(session, since=NOW - DAY, until=NOW).left == 1


def test_it_reads_decisions_in_their_order(database: Database, queued: list[int]) -> None:
    with database.write() as session:
        for action, bulk in ((Action.APPROVE, True), (Action.UNDO, False)):
            drafts.decide(
                session, queued[0], action, actor="alice", at=NOW, bulk=bulk, reason="approve"
            )
    assert told(database).decisions.rows() == [
        (queued[0], "approve", "approve", True, to_micros(NOW)),
        (queued[0], "undo", "approve", False, to_micros(NOW)),
    ]
    assert told(database, days=-1).decisions.height == 0


@pytest.mark.usefixtures("queued")
def test_it_counts_signals_whose_arrival_is_assumed(database: Database) -> None:
    with database.write() as session:
        signal = session.exec(select(Signal)).one()
        signal.received_assumed = True
    with database.read() as session:
        found = [
            cases.received(session, since=NOW + days * DAY, until=NOW + DAY) for days in (-1, 0)
        ]
    assert found == [cases.Received(1, 1, 0), cases.Received(0, 0, 0)]


def test_it_names_the_templates_of_openings(database: Database, queued: list[int]) -> None:
    with database.write() as session:
        drafts.add(session, [a_draft(drafts.get(session, queued[0]).lead_id, step=2)])
    with database.read() as session:
        found = cases.templates(session)
    assert sorted(found["draft_id"]) == sorted(queued)
    assert found["template"].null_count() == 0
