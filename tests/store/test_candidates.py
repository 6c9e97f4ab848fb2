"""What policy reads of leads, for all of them and for some."""

from datetime import timedelta

import pytest

from prospector.store import candidates
from prospector.store.candidates import OpenDraft, OpenEnrolment
from prospector.store.database import Database
from prospector.tables import (
    Channel,
    DraftStatus,
    EnrolmentEnd,
    IdentityKind,
    Lead,
    Relation,
    Score,
    SkipReason,
)
from tests.policy.world import NOW, World

A_DAY = timedelta(days=1)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_it_gives_each_scored_lead_once_with_what_is_open(world: World) -> None:
    account = world.account("Acme", relation=Relation.CUSTOMER, owner="Bob")
    lead = world.lead("Charlie", account, email="c@acme.example", grade="B1", owner="alice")
    ended = world.enrolment(lead, ended_at=NOW)
    open_one = world.enrolment(lead, step=2, at=NOW)
    world.draft(lead, DraftStatus.SKIPPED)
    draft = world.draft(lead, DraftStatus.HELD, held_gate="caps", step=3)
    bare = world.lead("Dora", email=None, segment=None, signal_at=None)
    merged = world.lead("Erin")
    with world.database.write() as session:
        row = session.get(Lead, merged)
        assert row is not None
        row.merged_into = bare
    with world.database.read() as session:
        first, second = candidates.load(session)
        (only,) = candidates.load(session, lead_ids=[bare])
        (with_draft,) = candidates.load(session, with_draft=True)
    assert ended != open_one
    assert (first.lead_id, first.account_name, first.account_domain) == (
        lead,
        "Acme",
        "acme.example",
    )
    assert (first.relation, first.account_owner, first.owner) == (Relation.CUSTOMER, "Bob", "alice")
    assert (first.grade, first.segment, first.priority) == ("B1", "hiring", 50)
    assert first.enrolment == OpenEnrolment(open_one, "hiring", 2, NOW)
    assert first.draft == OpenDraft(
        draft, DraftStatus.HELD, "hiring", 3, Channel.EMAIL, "alice", "alice", "caps"
    )
    assert (second.lead_id, second.account_id, second.draft) == (bare, None, None)
    assert (second.segment, second.newest_signal_at, second.enrolment) == (None, None, None)
    assert only == second
    assert with_draft == first


def test_it_finds_everybody_scored_or_not_and_who_is_under_way(world: World) -> None:
    drafted, enrolled, owned = world.lead(), world.lead(), world.lead(owner="bob")
    world.draft(drafted, DraftStatus.HELD)
    world.enrolment(enrolled)
    world.enrolment(owned, ended_at=NOW, reason=EnrolmentEnd.IDLE)
    with world.database.write() as session:
        session.delete(session.get_one(Score, drafted))
    with world.database.read() as session:
        found = candidates.everyone(session)
        assert [each.lead_id for each in found] == [drafted, enrolled, owned]
        assert [each.grade for each in found] == [None, "A1", "A1"]
        assert [each.lead_id for each in candidates.everyone(session, lead_ids=[owned])] == [owned]
        assert candidates.under_way(session) == {drafted, enrolled}
        assert candidates.owned(session) == {owned}


def test_it_knows_how_the_last_sequence_ended(world: World) -> None:
    lead = world.lead()
    world.enrolment(lead, segment="upsell", ended_at=NOW - 9 * A_DAY, reason=EnrolmentEnd.IDLE)
    world.enrolment(lead, ended_at=NOW - 2 * A_DAY, reason=EnrolmentEnd.OUTCOME)
    world.enrolment(world.lead(), ended_at=NOW - 40 * A_DAY)
    with world.database.read() as session:
        found = candidates.ended(session, since=NOW - 30 * A_DAY)
        assert candidates.ended(session, since=NOW - 30 * A_DAY, lead_ids=[99]) == {}
    assert found == {lead: ("hiring", NOW - 2 * A_DAY, EnrolmentEnd.OUTCOME)}


def test_it_knows_when_somebody_last_answered(world: World) -> None:
    lead = world.lead()
    world.sent("replied", lead, at=NOW - 5 * A_DAY)
    world.sent("replied", lead, at=NOW - 3 * A_DAY)
    world.sent("touched", lead, at=NOW - 4 * A_DAY)
    world.sent("replied", lead, at=NOW + A_DAY)  # not told yet
    world.signal("replied", world.identity(IdentityKind.EMAIL, "x@y.example", None))
    kinds = ["replied", "touched"]
    with world.database.read() as session:
        found = candidates.contacts(session, kinds, since=NOW - 30 * A_DAY, now=NOW)
        recent = candidates.contacts(
            session, kinds, since=NOW - 4 * A_DAY, now=NOW, lead_ids=[lead]
        )
    assert found == {lead: {"replied": NOW - 3 * A_DAY, "touched": NOW - 4 * A_DAY}}
    assert recent == {lead: {"replied": NOW - 3 * A_DAY}}


def test_it_knows_the_last_skip_and_its_reason(world: World) -> None:
    lead = world.lead()
    for days, why in ((9, SkipReason.BAD_FIT), (3, None)):
        world.draft(lead, DraftStatus.SKIPPED, updated_at=NOW - days * A_DAY, skip_reason=why)
    with world.database.read() as session:
        assert candidates.closed(session, since=NOW - 30 * A_DAY) == {
            lead: (NOW - 3 * A_DAY, DraftStatus.SKIPPED, None)
        }
        assert candidates.closed(session, since=NOW) == {}


def test_it_knows_where_a_relation_is_written(world: World) -> None:
    source = {"relation": {"feed": "hubspot", "file": "hubspot.csv", "line": 12}}
    account = world.account("Globex", relation=Relation.CUSTOMER, sources=source)
    owned = world.account("Initech", owner="Dana")
    world.account("Acme")
    with world.database.read() as session:
        found = candidates.standings(session)
        assert set(candidates.standings(session, account_ids=[owned])) == {owned}
        names = candidates.account_names(session)
    assert set(found) == {account, owned}
    assert found[account] == (Relation.CUSTOMER, source)
    assert names[str(account)] == "Globex"


def test_it_knows_what_to_call_people(world: World) -> None:
    lead = world.lead("Charlie")
    with world.database.read() as session:
        (name,) = candidates.people_names(session, [lead, 99]).values()
        assert candidates.people_names(session, []) == {}
    assert name.startswith("Charlie Number")


def test_it_finds_open_drafts_of_leads_merged_away(world: World) -> None:
    kept, lost = world.lead("Charlie"), world.lead("Charlie")
    world.draft(kept)
    orphan = world.draft(lost, DraftStatus.HELD)
    with world.database.write() as session:
        row = session.get(Lead, lost)
        assert row is not None
        row.merged_into = kept
    with world.database.read() as session:
        assert candidates.orphaned(session) == [orphan]


def test_it_counts_the_desk_of_today(world: World) -> None:
    morning = NOW - timedelta(hours=9)
    world.draft(world.lead(), DraftStatus.QUEUED)
    world.draft(world.lead(), DraftStatus.APPROVED, approved_at=NOW)
    world.draft(world.lead(), DraftStatus.EXPORTED, approved_at=NOW)
    world.draft(world.lead(), DraftStatus.EXPORTED, approved_at=morning - A_DAY)
    world.draft(world.lead(), DraftStatus.SKIPPED)
    back = world.draft(world.lead(), DraftStatus.QUEUED, approved_at=NOW)
    world.draft(world.lead(), DraftStatus.QUEUED, owner="bob")
    assert back
    with world.database.read() as session:
        assert candidates.workload(session, since=morning) == {"alice": 4, "bob": 1}
