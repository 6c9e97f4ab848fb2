"""Marks of suppressed people: who gets a second look, what leaves with them, what copies drop."""

import pytest
from sqlalchemy import text

from prospector.store import suppressed
from prospector.store.database import Database
from prospector.store.files import changes
from prospector.store.files.manifest import Entity, Marks
from prospector.store.suppressions import Value
from prospector.tables import (
    Score,
    ScoreHistory,
    SegmentMembership,
    SegmentMovement,
    SuppressionKind,
)
from tests.policy.world import NOW, VERSION, World
from tests.shelf import Shelf, let_others_end, shelve
from tests.stories import story

EMAIL, DOMAIN, PHONE = SuppressionKind.EMAIL, SuppressionKind.DOMAIN, SuppressionKind.PHONE
TOLD = story(
    {
        "accounts": {"acme": {}, "globex": {}},
        "leads": {"alice": {"account": "acme"}, "bob": {"account": "acme"}, "carol": {}},
        "signals": [
            {"id": "a1", "by": "alice", "kind": "post_liked", "age": 1},
            {"id": "a2", "by": "alice", "kind": "post_liked", "age": 2, "account": "globex"},
            {"id": "b1", "by": "bob", "kind": "post_liked", "age": 1},
            {"id": "none", "account": "acme", "kind": "job_posted", "age": 1},
        ],
    }
)


@pytest.fixture
def shelf(database: Database) -> Shelf:
    found = shelve(database, TOLD)
    do(database, f"UPDATE identity SET resolved_run_id = {found.run_id}")
    return found


def do(database: Database, statement: str) -> None:
    with database.write() as session:
        session.execute(text(statement))
    let_others_end(database)


def marks(database: Database) -> Marks:
    with database.read() as session:
        return changes.marks(session)


def mark(database: Database, lead_id: int, *, marked: bool = True) -> None:
    with database.write() as session:
        suppressed.mark(session, {lead_id: NOW if marked else None})
    let_others_end(database)


def noted(database: Database, shelf: Shelf, since: Marks) -> set[str]:
    """The signals that copies must read again."""
    names = {signal_id: name for name, signal_id in shelf.signals.items()}
    with database.read() as session:
        return {names[i] for i in changes.changed(session, Entity.SIGNAL, since)}


def copied(database: Database, shelf: Shelf) -> set[str]:
    """The signals that files written now would hold."""
    names = {signal_id: name for name, signal_id in shelf.signals.items()}
    nothing = Marks(dict.fromkeys(Entity, 0), 0)
    with database.read() as session:
        found = changes.added(session, Entity.SIGNAL, nothing)
        return {names[i] for rows in found for i in rows["id"]}


def test_it_notes_the_signals_of_who_is_marked_and_of_nobody_else(
    database: Database, shelf: Shelf
) -> None:
    before = marks(database)
    mark(database, shelf.leads["alice"])
    assert noted(database, shelf, before) == {"a1", "a2"}
    assert copied(database, shelf) == {"b1", "none"}
    with database.read() as session:
        changed = changes.changed(session, Entity.LEAD, before)
        assert list(changed) == [shelf.leads["alice"]]
        assert changes.again(session, Entity.LEAD, changed).is_empty()
    since = marks(database)
    mark(database, shelf.leads["alice"], marked=False)
    assert noted(database, shelf, since) == {"a1", "a2"}
    assert copied(database, shelf) == {"a1", "a2", "b1", "none"}


def test_it_notes_the_signals_of_an_identity_that_joins_or_leaves_who_is_marked(
    database: Database, shelf: Shelf
) -> None:
    mark(database, shelf.leads["alice"])
    before = marks(database)
    to = "UPDATE identity SET lead_id = {} WHERE id = {}"
    do(database, to.format(shelf.leads["alice"], shelf.people["bob"]))
    assert noted(database, shelf, before) == {"b1"}
    assert copied(database, shelf) == {"none"}
    before = marks(database)
    do(database, to.format(shelf.leads["bob"], shelf.people["bob"]))
    assert noted(database, shelf, before) == {"b1"}
    before = marks(database)
    do(database, to.format(shelf.leads["carol"], shelf.people["bob"]))
    assert noted(database, shelf, before) == set()


def test_it_looks_again_at_who_is_new_moved_or_at_a_company_that_changed(
    database: Database, shelf: Shelf
) -> None:
    before = marks(database)

    def moved() -> set[str]:
        names = {lead_id: name for name, lead_id in shelf.leads.items()}
        with database.read() as session:
            return {names[lead_id] for lead_id in suppressed.moved(session, before)}

    assert moved() == set()
    do(database, f"UPDATE account SET domain = 'x.example' WHERE id = {shelf.accounts['acme']}")
    assert moved() == {"alice", "bob"}
    before = marks(database)
    do(
        database,
        f"UPDATE identity SET lead_id = {shelf.leads['carol']} WHERE id = {shelf.people['bob']}",
    )
    assert moved() == {"bob", "carol"}


def test_it_finds_people_by_every_value_they_were_seen_with(database: Database) -> None:
    world = World(database)
    acme = world.account("Acme")
    anna = world.lead(
        "Anna", account_id=acme, email="anna@mail.acme.example", profile="linkedin.com/in/a"
    )
    ben = world.lead("Ben", account_id=acme, email="ben@elsewhere.example")
    carl = world.lead("Carl", email="carl@notacme.example", phone="+33612345678")
    del carl

    def of(kind: SuppressionKind, value: str) -> set[int]:
        with database.read() as session:
            return suppressed.of_values(session, [Value(kind, value)])

    assert of(EMAIL, "anna@mail.acme.example") == {anna}
    assert of(DOMAIN, "acme.example") == {anna, ben}
    assert of(SuppressionKind.PROFILE, "linkedin.com/in/a") == {anna}
    assert of(PHONE, "+33699999999") == set()


def test_it_deletes_scores_segments_and_moves_of_who_is_marked(database: Database) -> None:
    world = World(database)
    gone, stays = world.lead("Gone"), world.lead("Stays")
    with database.write() as session:
        for lead_id in (gone, stays):
            session.add(
                ScoreHistory(
                    lead_id=lead_id,
                    ruleset=VERSION,
                    as_of=NOW,
                    fit_nano=0,
                    intent_nano=0,
                    grade="A1",
                )
            )
            session.add(SegmentMovement(lead_id=lead_id, at=NOW, reason="a test"))
    mark(database, gone)
    with database.read() as session:
        assert suppressed.remembered(session) == [gone]
        assert suppressed.marked(session) == {gone: NOW}
        assert suppressed.marked(session, [stays]) == {}
    with database.write() as session:
        suppressed.forget(session, [gone])
    for table in (Score, ScoreHistory, SegmentMembership, SegmentMovement):
        assert {row.lead_id for row in world.all(table)} == {stays}
    with database.read() as session:
        assert suppressed.remembered(session) == []
