"""Enrolments open once, advance in order, and end by what came back."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from prospector.store import enrolments
from prospector.store.database import Database
from prospector.tables import AccountIdentity, AccountIdentityKind, Enrolment, EnrolmentEnd
from tests.policy.world import NOW, TODAY, World

HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def close(world: World) -> list[int]:
    with world.database.write() as session:
        return enrolments.close_finished(
            session, now=NOW, today=TODAY, lengths={"hiring": 3, "upsell": 1}, idle_days=30
        )


def reason(world: World, enrolment_id: int) -> EnrolmentEnd | None:
    found: Enrolment = world.one(Enrolment, enrolment_id)
    assert (found.ended_at == NOW) == (found.end_reason is not None)
    return found.end_reason


def test_it_opens_one_per_lead(world: World) -> None:
    lead = world.lead()
    with world.database.write() as session:
        first = enrolments.open_one(session, lead, "hiring", at=NOW, next_due_on=date(2026, 11, 19))
    with pytest.raises(IntegrityError), world.database.write() as session:
        enrolments.open_one(session, lead, "upsell", at=NOW, next_due_on=None)
    found: Enrolment = world.one(Enrolment, first)
    assert (found.last_step, found.last_step_at, found.next_due_on) == (1, NOW, date(2026, 11, 19))
    with world.database.read() as session:
        open_one = enrolments.of_lead(session, lead)
        assert open_one is not None
        assert open_one.id == first


def test_it_advances_only_to_the_next_step_of_an_open_one(world: World) -> None:
    row = world.enrolment(world.lead(), step=1)
    with world.database.write() as session:
        assert not enrolments.advance(session, row, step=3, at=NOW, next_due_on=None)
        assert enrolments.advance(session, row, step=2, at=NOW, next_due_on=TODAY)
        assert not enrolments.advance(session, row, step=2, at=NOW, next_due_on=TODAY)
        assert enrolments.end(session, row, EnrolmentEnd.LAST_STEP, at=NOW)
        assert not enrolments.end(session, row, EnrolmentEnd.IDLE, at=NOW)
        assert not enrolments.advance(session, row, step=3, at=NOW, next_due_on=None)
    assert world.one(Enrolment, row).last_step == 2


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("replied", EnrolmentEnd.OUTCOME),
        ("meeting_booked", EnrolmentEnd.OUTCOME),
        ("bounced", EnrolmentEnd.OUTCOME),
        ("opted_out", EnrolmentEnd.OPT_OUT),
        ("spam_reported", EnrolmentEnd.OPT_OUT),
        ("auto_replied", None),
        ("email_opened", None),
    ],
)
def test_it_ends_by_what_the_person_sent_since(
    world: World, kind: str, expected: EnrolmentEnd | None
) -> None:
    lead = world.lead()
    row = world.enrolment(lead, at=NOW - 4 * A_DAY, due=TODAY)
    world.sent(kind, lead)
    assert close(world) == ([lead] if expected else [])
    assert reason(world, row) is expected
    assert close(world) == []


def test_it_ignores_what_came_back_before_it_opened_but_for_the_same_day(world: World) -> None:
    before, same_day = world.lead("Charlie"), world.lead("Dora")
    opened = NOW - 4 * A_DAY
    old = world.enrolment(before, at=opened, due=TODAY)
    new = world.enrolment(same_day, at=opened, due=TODAY)
    world.sent("replied", before, at=opened - 2 * A_DAY)
    world.sent("replied", same_day, at=opened - 3 * HOUR)  # a date alone is kept as noon
    assert close(world) == [same_day]
    assert (reason(world, old), reason(world, new)) == (None, EnrolmentEnd.OUTCOME)


def test_it_does_not_know_what_it_is_told_later(world: World) -> None:
    lead = world.lead()
    world.enrolment(lead, due=TODAY)
    world.sent("replied", lead, at=NOW + HOUR)
    assert close(world) == []


def test_it_ends_by_a_deal_of_the_company_that_names_nobody(world: World) -> None:
    account = world.account("Acme")
    lead, other = world.lead("Charlie", account), world.lead("Dora", world.account("Globex"))
    row, kept = world.enrolment(lead, due=TODAY), world.enrolment(other, due=TODAY)
    acme = next(
        each.id
        for each in world.all(AccountIdentity)
        if (each.kind, each.value) == (AccountIdentityKind.DOMAIN, "acme.example")
    )
    world.signal("deal_won", account_identity_id=acme)
    world.signal("replied", account_identity_id=acme)
    assert close(world) == [lead]
    assert (reason(world, row), reason(world, kept)) == (EnrolmentEnd.OUTCOME, None)


def test_it_ends_at_the_last_step_and_without_a_segment(world: World) -> None:
    done = world.enrolment(world.lead("Charlie"), step=3, due=TODAY)
    going = world.enrolment(world.lead("Dora"), step=2, due=TODAY)
    gone = world.enrolment(world.lead("Erin"), segment="removed", due=TODAY)
    close(world)
    assert reason(world, done) is EnrolmentEnd.LAST_STEP
    assert reason(world, going) is None
    assert reason(world, gone) is EnrolmentEnd.LAST_STEP


def test_it_ends_when_a_due_step_waits_longer_than_the_idle_days(world: World) -> None:
    idle = world.enrolment(world.lead("Charlie"), due=TODAY - 31 * A_DAY)
    patient = world.enrolment(world.lead("Dora"), due=TODAY - 30 * A_DAY)
    close(world)
    assert reason(world, idle) is EnrolmentEnd.IDLE
    assert reason(world, patient) is None


def test_it_ends_everything_when_no_segment_is_left(world: World) -> None:
    row = world.enrolment(world.lead(), due=TODAY)
    with world.database.write() as session:
        enrolments.close_finished(session, now=NOW, today=TODAY, lengths={}, idle_days=30)
    assert reason(world, row) is EnrolmentEnd.LAST_STEP
