"""Whose scores may differ, for what came and what was changed; whose fits do not."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from prospector import score
from prospector.columns import to_micros
from prospector.store import runs, touched
from prospector.store.database import Database
from prospector.store.files import changes
from prospector.store.files.manifest import Entity
from prospector.tables import FieldValue
from tests.rulesets import make_ruleset
from tests.shelf import Shelf, let_others_end, put_lead, put_signal, shelve
from tests.stories import NOW, Story, signal, story

TOLD: Story = story(
    {
        "accounts": {"acme": {}, "globex": {}},
        "leads": {
            "alice": {"account": "acme"},
            "bob": {"account": "acme"},
            "carol": {"account": "globex"},
            "dave": {"account": "globex"},
            "erin": {},
            "zoe": {},
        },
        "signals": [
            {"id": "seen", "by": "carol", "account": "acme", "kind": "post_liked", "age": 3},
            {"id": "liked", "by": "erin", "kind": "post_liked", "age": 3},
            {"id": "hiring", "account": "globex", "kind": "job_posted", "age": 3},
        ],
    }
)


@pytest.fixture
def shelf(database: Database) -> Shelf:
    found = shelve(database, TOLD)
    with database.write() as session:
        for table in ("identity", "account_identity"):
            session.execute(text(f"UPDATE {table} SET resolved_run_id = {found.run_id:d}"))
    let_others_end(database)
    return found


def names(database: Database, shelf: Shelf, statement: str) -> set[str]:
    """Who is touched by a statement, or by a signal that came: `by alice`, `at acme`."""
    with database.read() as session:
        before = changes.marks(session)
    with database.write() as session:
        word, _, who = statement.partition(" ")
        if word in ("by", "at"):
            told = {"by": who} if word == "by" else {"account": who}
            one = signal({"id": "new", "kind": "post_liked", "age": 1, **told}, TOLD.leads)
            put_signal(session, shelf, one, TOLD.leads)
        elif word == "come":
            put_lead(session, shelf, who, {"account": "globex"})
        else:
            session.execute(text(statement))
    with database.read() as session:
        found = touched.since(session, before)
    words = {number: name for name, number in shelf.leads.items()}
    return {words[lead] for lead in found}


@pytest.mark.parametrize(
    ("happens", "who"),
    [
        # Carol was seen at Acme: her like there may be a repetition now.
        ("by alice", "alice bob carol"),
        ("at acme", "alice bob carol"),
        ("by erin", "erin"),
        ("at globex", "carol dave"),
        ("come frank", "carol dave frank"),
        ("UPDATE lead SET title = 'CEO' WHERE email LIKE 'zoe%'", "zoe"),
        ("UPDATE account SET employees = 9 WHERE name = 'Globex'", "carol dave"),
        # Who leaves changes what those who stay see of their account.
        ("UPDATE lead SET account_id = NULL WHERE email LIKE 'bob%'", "alice bob carol"),
        ("UPDATE signal SET text = NULL WHERE external_id = 'liked'", "erin"),
        ("DELETE FROM signal WHERE external_id = 'hiring'", "carol dave"),
        (
            (
                "UPDATE identity SET lead_id = (SELECT id FROM lead WHERE email LIKE 'zoe%')"
                " WHERE value LIKE 'erin%'"
            ),
            "erin zoe",
        ),
        (
            (
                "UPDATE lead SET merged_into = (SELECT id FROM lead WHERE email LIKE 'zoe%')"
                " WHERE email LIKE 'erin%'"
            ),
            "erin",
        ),
        ("UPDATE run SET error = 'nothing to do with anybody'", ""),
    ],
)
def test_it_finds_everybody_whose_score_may_differ(
    database: Database, shelf: Shelf, happens: str, who: str
) -> None:
    assert names(database, shelf, happens) == set(who.split())


def standing(database: Database, shelf: Shelf) -> set[str]:
    """Whose fits stand since the last run."""
    with database.read() as session:
        last = runs.latest(session, "score")
        assert last is not None
        ids = sorted(shelf.leads.values())
        version = TOLD.ruleset.version
        found = touched.standing(session, last.counts, ids, ruleset=version)
    words = {number: name for name, number in shelf.leads.items()}
    return {words[lead] for lead in found["lead_id"]}


def test_it_lets_fits_stand_whose_lead_and_account_are_as_the_last_run_read_them(
    database: Database, shelf: Shelf
) -> None:
    score.score(database, TOLD.ruleset, now=NOW)
    let_others_end(database)
    left: set[str] = set()
    for happens, who in (
        ("by alice", ""),
        ("UPDATE lead SET seniority = 'director' WHERE email LIKE 'zoe%'", "zoe"),
        ("UPDATE account SET relation = 'customer' WHERE name = 'Globex'", "carol dave"),
        ("come frank", "frank"),
        (
            "DELETE FROM score WHERE lead_id = (SELECT id FROM lead WHERE email LIKE 'erin%')",
            "erin",
        ),
        # Who leaves an account changes that, too.
        ("UPDATE lead SET account_id = NULL WHERE email LIKE 'bob%'", "alice bob"),
    ):
        names(database, shelf, happens)
        left.update(who.split())
        assert standing(database, shelf) == set(shelf.leads) - left, happens


def test_it_lets_no_fit_stand_of_other_rules(database: Database, shelf: Shelf) -> None:
    score.score(
        database,
        make_ruleset(grades={"fit": {"A": 9, "B": 8}, "intent": {"1": 7, "2": 6}}),
        now=NOW,
    )
    let_others_end(database)
    assert standing(database, shelf) == set()


def test_it_lets_no_fit_stand_of_a_run_that_read_what_was_known_before(
    database: Database, shelf: Shelf
) -> None:
    with database.write() as session:
        session.add(FieldValue(entity="lead", entity_id=1, field="title", until=NOW))
    score.score(database, TOLD.ruleset, now=NOW, known_at=NOW - timedelta(days=1))
    assert standing(database, shelf) == set()
    score.score(database, TOLD.ruleset, now=NOW)
    let_others_end(database)
    assert standing(database, shelf) == set(TOLD.leads)


def test_it_comes_no_further_than_what_was_known(database: Database, shelf: Shelf) -> None:
    later = NOW + timedelta(minutes=5)
    with database.write() as session:
        session.execute(text("UPDATE lead SET title = 'CEO' WHERE email LIKE 'erin%'"))
        # It is told while a run that began at NOW is under way.
        session.execute(text("UPDATE account SET employees = 9 WHERE name = 'Globex'"))
        told = FieldValue(
            entity="account", entity_id=shelf.accounts["globex"], field="employees", until=later
        )
        session.add(told)
        session.execute(
            text("UPDATE signal SET received_at = :at WHERE external_id = 'liked'"),
            {"at": to_micros(later)},
        )
    let_others_end(database)
    with database.read() as session:
        all_of_it = changes.marks(session)
        early = touched.reached(session, NOW)
        assert touched.reached(session, later) == all_of_it
        # A day ahead is no run under way: nobody waits for it each time.
        assert touched.reached(session, NOW - timedelta(days=2)) == all_of_it
        # What somebody passed who knew as much is not looked at again.
        assert touched.reached(session, NOW, since=all_of_it) == all_of_it
        passed = touched.as_counts(all_of_it, known_at=NOW)
        assert touched.reached(session, NOW, since=passed) == all_of_it
        assert touched.reached(session, NOW - timedelta(hours=1), since=passed) == early
        assert early.tops[Entity.SIGNAL] == shelf.signals["liked"] - 1
        assert early.generation < all_of_it.generation
        words = {number: name for name, number in shelf.leads.items()}
        found = {words[lead_id] for lead_id in touched.since(session, early)}
    assert {"carol", "dave", "erin"} <= found
