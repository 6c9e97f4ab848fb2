"""Receipts: opened, filled, sealed and finished, each exactly once."""

import pytest

from prospector.errors import NotFound
from prospector.store import exports
from prospector.store.database import Database
from prospector.tables import DraftStatus, Export
from tests.policy.world import NOW, TODAY, World


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def begin(world: World) -> int:
    with world.database.write() as session:
        export_id = exports.begin(session, "generic", at=NOW, business_date=TODAY)
        exports.name(session, export_id, f"exports/{export_id}.csv")
    return export_id


def test_it_counts_while_open_and_adds_nothing_once_sealed(world: World) -> None:
    export_id = begin(world)
    with world.database.write() as session:
        assert exports.add(session, export_id, drafts=3, held=1)
        assert exports.add(session, export_id, drafts=2, held=0)
        assert exports.seal(session, export_id, at=NOW)
        assert not exports.seal(session, export_id, at=NOW)
        assert not exports.add(session, export_id, drafts=9, held=9)
        assert exports.finish(session, export_id, sha256="abc")
        assert not exports.finish(session, export_id, sha256="other")
    row: Export = world.one(Export, export_id)
    assert (row.drafts, row.held, row.sha256, row.closed_at) == (5, 1, "abc", NOW)
    assert row.path == f"exports/{export_id}.csv"


def test_it_lists_what_a_crash_left_and_the_newest_first(world: World) -> None:
    first, second, third = begin(world), begin(world), begin(world)
    with world.database.write() as session:
        exports.seal(session, first, at=NOW)
        exports.finish(session, first, sha256="abc")
        exports.seal(session, second, at=NOW)
    with world.database.read() as session:
        assert [row.id for row in exports.unfinished(session)] == [second, third]
        assert [row.id for row in exports.latest(session, 2)] == [third, second]


def test_it_says_that_there_is_no_such_export(world: World) -> None:
    with pytest.raises(NotFound, match="no export 7"), world.database.read() as session:
        exports.get(session, 7)


def test_it_puts_due_steps_before_new_people_and_the_best_first(world: World) -> None:
    low = world.draft(world.lead(), priority=10.0)
    high = world.draft(world.lead(), priority=90.0)
    due = world.draft(world.lead(), step=2, priority=1.0)
    world.draft(world.lead(), DraftStatus.QUEUED)
    with world.database.read() as session:
        assert exports.waiting(session) == [due, high, low]


def test_it_gives_only_drafts_that_are_still_approved(world: World) -> None:
    account = world.account("Acme")
    lead = world.lead("Charlie", account)
    approved = world.draft(lead)
    alone = world.draft(world.lead("Dora"))
    queued = world.draft(world.lead("Erin"), DraftStatus.QUEUED)
    with world.database.read() as session:
        found = exports.ready(session, [alone, queued, approved])
        assert [each.id for each in found] == [alone, approved]
        assert found[0].account is None
        assert found[1].account is not None
        assert (found[1].account.id, found[1].lead.first_name) == (account, "Charlie")
