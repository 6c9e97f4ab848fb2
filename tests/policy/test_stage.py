"""What came back has its effect once, and at once."""

from datetime import timedelta

import pytest

from prospector import policy
from prospector.errors import UsageError
from prospector.policy.stage import AbsorbReport
from prospector.store import suppressions
from prospector.store.database import Database
from prospector.tables import (
    CapUse,
    CapUseState,
    Draft,
    DraftStatus,
    Enrolment,
    EnrolmentEnd,
    Lead,
    Relation,
    Run,
    Suppression,
)
from tests.policy.world import KEY, NOW, PARIS, TODAY, World, rules

A_DAY = timedelta(days=1)
NOTHING = AbsorbReport(suppressed=0, ended=0, held=0, expired=0)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def absorb(world: World) -> AbsorbReport:
    return policy.absorb_outcomes(world.database, rules(), now=NOW, zone=PARIS, key=KEY)


def status(world: World, draft_id: int) -> DraftStatus:
    found: Draft = world.one(Draft, draft_id)
    return found.status


def test_it_suppresses_who_objected_ends_the_sequence_and_holds_the_draft(world: World) -> None:
    lead = world.lead("Charlie", email="c@acme.example", profile="linkedin.com/in/c")
    enrolment = world.enrolment(lead, due=TODAY)
    draft = world.draft(lead, DraftStatus.APPROVED, step=2)
    world.sent("opted_out", lead)
    assert absorb(world) == AbsorbReport(suppressed=2, ended=1, held=0, expired=1)
    assert {row.reason for row in world.all(Suppression)} == {"opted_out"}
    assert world.one(Enrolment, enrolment).end_reason is EnrolmentEnd.OPT_OUT
    found: Draft = world.one(Draft, draft)
    assert (found.status, found.held_gate) == (DraftStatus.EXPIRED, "suppressed")
    assert absorb(world) == NOTHING


def test_it_holds_a_first_message_of_somebody_who_objected(world: World) -> None:
    lead = world.lead("Charlie")
    draft = world.draft(lead, DraftStatus.QUEUED)
    world.sent("spam_reported", lead)
    assert absorb(world) == AbsorbReport(suppressed=1, ended=0, held=1, expired=0)
    found: Draft = world.one(Draft, draft)
    assert (found.status, found.held_gate, found.held_until) == (
        DraftStatus.HELD,
        "suppressed",
        None,
    )
    assert found.held_reason is not None
    assert "spam reported" in found.held_reason


def test_it_closes_an_address_that_bounced_and_not_the_person(world: World) -> None:
    lead = world.lead("Charlie", email="c@acme.example", profile="linkedin.com/in/c")
    draft = world.draft(lead, DraftStatus.QUEUED)
    world.sent("bounced", lead)
    assert absorb(world) == AbsorbReport(suppressed=1, ended=0, held=1, expired=0)
    assert world.one(Draft, draft).held_gate == "no_channel"


def test_it_does_not_take_back_what_a_person_took_back(world: World) -> None:
    lead = world.lead("Charlie", email="c@acme.example")
    world.sent("opted_out", lead)
    absorb(world)
    done = policy.unsuppress(world.database, rules(), "C@Acme.example", key=KEY)
    assert (done.value, done.changed) == ("c@acme.example", True)
    assert absorb(world) == NOTHING
    world.sent("opted_out", lead)
    assert absorb(world).suppressed == 1


def test_it_looks_at_each_signal_once_whatever_day_it_lives(world: World) -> None:
    lead = world.lead("Charlie")
    world.sent("opted_out", lead, at=NOW + 9 * A_DAY)  # objected after the day we live again
    assert absorb(world).suppressed == 1
    runs = [run for run in world.all(Run) if run.stage == "policy"]
    assert len(runs) == 1
    absorb(world)
    assert len([run for run in world.all(Run) if run.stage == "policy"]) == 1


def test_it_expires_a_follow_up_after_an_answer(world: World) -> None:
    lead = world.lead()
    world.enrolment(lead, due=TODAY)
    drafts = [world.draft(lead, DraftStatus.SNOOZED, step=2)]
    world.sent("replied", lead)
    assert absorb(world) == AbsorbReport(suppressed=0, ended=1, held=0, expired=1)
    assert status(world, drafts[0]) is DraftStatus.EXPIRED


def test_it_holds_open_drafts_of_a_company_that_became_a_customer(world: World) -> None:
    account = world.account("Acme", relation=Relation.CUSTOMER)
    queued = world.draft(world.lead("Charlie", account), DraftStatus.QUEUED)
    approved = world.draft(world.lead("Dora", account), DraftStatus.APPROVED)
    snoozed = world.draft(world.lead("Erin", account), DraftStatus.SNOOZED)
    untouched = world.draft(world.lead("Frank"), DraftStatus.QUEUED)
    assert absorb(world) == AbsorbReport(suppressed=0, ended=0, held=2, expired=0)
    assert [status(world, each) for each in (queued, approved, snoozed, untouched)] == [
        DraftStatus.HELD,
        DraftStatus.HELD,
        DraftStatus.SNOOZED,
        DraftStatus.QUEUED,
    ]


def test_it_expires_drafts_of_leads_merged_away(world: World) -> None:
    kept, lost = world.lead("Charlie"), world.lead("Charlie")
    draft = world.draft(lost, DraftStatus.HELD, held_gate="caps")
    with world.database.write() as session:
        row = session.get(Lead, lost)
        assert row is not None
        row.merged_into = kept
    assert absorb(world) == AbsorbReport(suppressed=0, ended=0, held=0, expired=1)
    assert status(world, draft) is DraftStatus.EXPIRED


def test_it_gives_booked_slots_back_when_a_sequence_ends(world: World) -> None:
    lead = world.lead()
    world.enrolment(lead, due=TODAY)
    draft = world.draft(lead, DraftStatus.EXPORTED)
    with world.database.write() as session:
        session.add(
            CapUse(
                draft_id=draft,
                scope="person",
                key=str(lead),
                window_kind="rolling_7d",
                period="all",
                state=CapUseState.BOOKED,
                at=NOW + A_DAY,
                business_date=TODAY,
            )
        )
    world.sent("replied", lead)
    absorb(world)
    assert [use.state for use in world.all(CapUse)] == [CapUseState.RELEASED]


def test_it_holds_from_the_moment_somebody_is_suppressed(world: World) -> None:
    account = world.account("Acme")
    drafts = [
        world.draft(world.lead("Charlie", account), DraftStatus.QUEUED),
        world.draft(world.lead("Dora", account), DraftStatus.APPROVED),
    ]
    done = policy.suppress(
        world.database,
        rules(),
        "https://www.acme.example/",
        reason="their lawyer wrote",
        now=NOW,
        zone=PARIS,
        key=KEY,
    )
    assert (done.kind, done.value, done.changed, done.held) == ("domain", "acme.example", True, 2)
    assert {status(world, each) for each in drafts} == {DraftStatus.HELD}
    with world.database.read() as session:
        assert len(suppressions.matching(session, key=KEY)) == 2


def test_it_refuses_to_suppress_what_it_cannot_name(world: World) -> None:
    with pytest.raises(UsageError, match="serves everybody"):
        policy.suppress(
            world.database, rules(), "gmail.com", reason="x", now=NOW, zone=PARIS, key=KEY
        )
    assert world.all(Suppression) == []
