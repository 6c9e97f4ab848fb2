"""The store says what copies of it do not hold yet."""

import threading

import pytest
from sqlalchemy import text

from prospector.columns import from_micros
from prospector.store.database import Database
from prospector.store.files import changes
from prospector.store.files.manifest import Entity, Manifest, Marks
from tests.shelf import Shelf, let_others_end, put_lead, put_signal, shelve
from tests.stories import Story, story

TOLD: Story = story(
    {
        "accounts": {"acme": {}},
        "leads": {"alice": {"account": "acme"}, "bob": {}},
        "signals": [{"id": f"s{n}", "by": "alice", "kind": "post_liked", "age": n} for n in (1, 2)],
    }
)


@pytest.fixture
def shelf(database: Database) -> Shelf:
    found = shelve(database, TOLD)
    with database.write() as session:
        session.execute(text("UPDATE identity SET resolved_run_id = :run"), {"run": found.run_id})
        session.execute(
            text("UPDATE account_identity SET resolved_run_id = :run"), {"run": found.run_id}
        )
    let_others_end(database)
    return found


def marks(database: Database) -> Marks:
    with database.read() as session:
        return changes.marks(session)


def changed(database: Database, entity: Entity, since: Marks) -> list[int]:
    with database.read() as session:
        return sorted(changes.changed(session, entity, since))


def do(database: Database, statement: str, **values: object) -> None:
    with database.write() as session:
        session.execute(text(statement), values)
    let_others_end(database)


def test_it_gives_what_came_since(database: Database, shelf: Shelf) -> None:
    before = marks(database)
    with database.write() as session:
        put_lead(session, shelf, "carol", {})
        put_signal(session, shelf, {**TOLD.signals[0], "id": "s3", "external_id": "s3"}, TOLD.leads)
    with database.read() as session:
        came = {
            entity: [i for rows in changes.added(session, entity, before) for i in rows[entity.key]]
            for entity in Entity
        }
        until = list(changes.added(session, Entity.LEAD, before, until=before))
    assert came[Entity.SIGNAL] == [shelf.signals["s3"]]
    assert came[Entity.LEAD] == [shelf.leads["carol"]]
    assert came[Entity.IDENTITY] == [shelf.people["carol"]]
    assert came[Entity.ACCOUNT] == []
    assert until == []


def test_it_gives_many_rows_some_at_a_time(
    database: Database, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    del shelf
    monkeypatch.setattr(changes, "CHUNK", 1)
    nothing = Marks(dict.fromkeys(Entity, 0), 0)
    with database.read() as session:
        parts = list(changes.added(session, Entity.SIGNAL, nothing))
    assert [rows.height for rows in parts] == [1, 1]


@pytest.mark.parametrize(
    ("statement", "noted"),
    [
        ("UPDATE lead SET title = 'CEO' WHERE email LIKE 'alice%'", "lead alice"),
        # An account that loses somebody has other numbers.
        ("UPDATE lead SET account_id = NULL", "lead alice, lead bob, account acme"),
        ("UPDATE account SET employees = 3", "account acme"),
        ("UPDATE signal SET text = NULL WHERE external_id = 's1'", "signal s1"),
        ("DELETE FROM signal WHERE external_id = 's1'", "signal s1, identity alice"),
        (
            "UPDATE identity SET lead_id = NULL WHERE value LIKE 'alice%'",
            "identity alice, lead alice",
        ),
        ("UPDATE identity SET resolved_run_id = NULL WHERE value LIKE 'bob%'", "identity bob"),
        ("DELETE FROM identity WHERE value LIKE 'bob%'", "identity bob, lead bob"),
        ("UPDATE account_identity SET account_id = NULL", "account_identity acme, account acme"),
    ],
)
def test_it_names_what_was_changed_and_whose_it_was(
    database: Database, shelf: Shelf, statement: str, noted: str
) -> None:
    names = {
        Entity.LEAD: shelf.leads,
        Entity.ACCOUNT: shelf.accounts,
        Entity.SIGNAL: shelf.signals,
        Entity.IDENTITY: shelf.people,
        Entity.ACCOUNT_IDENTITY: shelf.homes,
    }
    before = marks(database)
    do(database, statement)
    found = {
        f"{entity} {name}"
        for entity in Entity
        for name, number in names[entity].items()
        if number in changed(database, entity, before)
    }
    assert found == set(noted.split(", "))
    assert not any(changed(database, entity, marks(database)) for entity in Entity)


def test_it_notes_what_comes_to_suppressed_people_and_leaves_them_looked_at_before_or_not(
    database: Database, shelf: Shelf
) -> None:
    signals = sorted(shelf.signals.values())
    move = "UPDATE identity SET lead_id = :lead, resolved_run_id = NULL WHERE value LIKE 'alice%'"
    do(database, "UPDATE identity SET resolved_run_id = NULL")
    for marked, noted in ((None, []), (1, signals)):
        do(database, "UPDATE lead SET suppressed_at = :at WHERE email LIKE 'bob%'", at=marked)
        for lead in (shelf.leads["bob"], None, shelf.leads["bob"], shelf.leads["alice"]):
            before = marks(database)
            do(database, move, lead=lead)
            assert changed(database, Entity.SIGNAL, before) == noted


def test_it_counts_only_identities_that_somebody_has_looked_at(
    database: Database, shelf: Shelf
) -> None:
    whole = marks(database).tops[Entity.IDENTITY]
    do(database, "UPDATE identity SET resolved_run_id = NULL WHERE value LIKE 'bob%'")
    assert marks(database).tops[Entity.IDENTITY] == shelf.people["bob"] - 1
    before = marks(database)
    # Resolve points it: no change is noted, for copies read it again anyway.
    do(
        database,
        "UPDATE identity SET resolved_run_id = :run WHERE value LIKE 'bob%'",
        run=shelf.run_id,
    )
    assert changed(database, Entity.IDENTITY, before) == []
    assert marks(database).tops[Entity.IDENTITY] == whole


def test_it_reads_rows_again_as_far_as_they_are_there(database: Database, shelf: Shelf) -> None:
    do(database, "DELETE FROM signal WHERE external_id = 's2'")
    with database.read() as session:
        wanted = changes.changed(session, Entity.SIGNAL, Marks(dict.fromkeys(Entity, 99), 0))
        assert changes.again(session, Entity.SIGNAL, wanted).height == 0
        ids = wanted.new_from_index(0, 0)
        assert changes.again(session, Entity.SIGNAL, ids).height == 0
        ids = ids.extend_constant(shelf.signals["s1"], 1)
        assert changes.again(session, Entity.SIGNAL, ids)["external_id"].to_list() == ["s1"]


def test_it_knows_the_files_of_this_store_by_their_stamp(database: Database) -> None:
    def state(stamp: str) -> Manifest:
        return Manifest("f", stamp, {}, Marks({}, 0), {})

    def known(stamp: str) -> bool:
        with database.read() as session:
            return changes.is_of(session, state(stamp))

    assert not known("a")
    changes.set_stamp(database, state("a"), before=None)
    changes.set_stamp(database, state("b"), before="a")
    assert (known("a"), known("b"), known("c")) == (True, True, False)


def test_it_misses_no_change_that_is_committed_late(database: Database, shelf: Shelf) -> None:
    """A transaction begins before another and ends after it, with a copy made between."""
    if database.dialect == "sqlite":  # it has one writer at a time
        return
    began, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with database.write() as session:
            session.execute(text("UPDATE lead SET title = 'CEO' WHERE email LIKE 'alice%'"))
            session.execute(
                text(
                    "INSERT INTO account (name, relation, attributes, sources, first_seen_at)"
                    " VALUES ('Late', 'prospect', '{}', '{}', 0)"
                )
            )
            began.set()
            go_on.wait(20)

    thread = threading.Thread(target=slow)
    thread.start()
    assert began.wait(20)
    with database.write() as session:
        put_lead(session, shelf, "carol", {"first_seen_at": from_micros(0)})
        session.execute(
            text(
                "INSERT INTO account (name, relation, attributes, sources, first_seen_at)"
                " VALUES ('Soon', 'prospect', '{}', '{}', 0)"
            )
        )
    copied = marks(database)
    go_on.set()
    thread.join()
    assert shelf.leads["alice"] in changed(database, Entity.LEAD, copied)
    with database.read() as session:
        late = session.execute(text("SELECT id FROM account WHERE name = 'Late'")).scalar_one()
    assert late < copied.tops[Entity.ACCOUNT]
    assert late in changed(database, Entity.ACCOUNT, copied)
