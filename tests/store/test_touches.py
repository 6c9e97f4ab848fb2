"""Touches: one per draft, in the order in which they left, on dates that never move back."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from prospector.columns import to_micros
from prospector.store import exports, touches
from prospector.store.database import Database
from prospector.tables import Draft, Touch
from tests.policy.world import NOW, TODAY, World


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def touch(world: World, draft_id: int, export_id: int, *, day: date = TODAY) -> None:
    draft: Draft = world.one(Draft, draft_id)
    enrolment_id = world.enrolment(draft.lead_id, ended_at=NOW)
    with world.database.write() as session:
        touches.add(
            session,
            draft,
            enrolment_id=enrolment_id,
            export_id=export_id,
            at=NOW,
            business_date=day,
            payload={"draft": draft_id, "first_name": "Zoé"},
        )


def an_export(world: World) -> int:
    with world.database.write() as session:
        return exports.begin(session, "generic", at=NOW, business_date=TODAY)


def test_it_keeps_what_left_in_order(world: World) -> None:
    one, two = an_export(world), an_export(world)
    drafts = [world.draft(world.lead()) for _ in range(3)]
    for draft_id, export_id in zip(reversed(drafts), (one, two, one), strict=True):
        touch(world, draft_id, export_id)
    with world.database.read() as session:
        found = touches.of_export(session, one)
    assert [each.draft_id for each in found] == [drafts[2], drafts[0]]
    assert found[0].payload == {"draft": drafts[2], "first_name": "Zoé"}
    row: Touch = world.all(Touch)[0]
    assert (row.segment, row.step, row.channel, row.at) == ("hiring", 1, "email", NOW)


def test_it_refuses_a_second_touch_of_a_draft(world: World) -> None:
    export_id, draft_id = an_export(world), world.draft(world.lead())
    touch(world, draft_id, export_id)
    with pytest.raises(IntegrityError):
        touch(world, draft_id, export_id)


def test_it_knows_the_last_business_date_whatever_left_last(world: World) -> None:
    with world.database.read() as session:
        assert touches.last_business_date(session) is None
    export_id = an_export(world)
    for days in (0, 2, 1):
        draft_id = world.draft(world.lead())
        touch(world, draft_id, export_id, day=TODAY + timedelta(days=days))
    with world.database.read() as session:
        assert touches.last_business_date(session) == TODAY + timedelta(days=2)


def test_it_tells_whom_a_segment_touched_until_a_time(world: World) -> None:
    lead_id = world.lead()
    touch(world, world.draft(lead_id), an_export(world))
    with world.database.read() as session:
        found = touches.frame(session, until=NOW)
        before = touches.frame(session, until=NOW - timedelta(microseconds=1))
    assert found.rows() == [(lead_id, "hiring", to_micros(NOW))]
    assert before.is_empty()
