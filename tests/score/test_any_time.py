"""A score of any time, under any rules, is what a run of that time by these rules would store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from prospector import score
from prospector.store import scores
from prospector.store.database import Database
from tests.rulesets import FIT, make_ruleset
from tests.shelf import Shelf, shelve
from tests.stories import NOW, story

THEN = NOW - timedelta(days=3)
OTHER = make_ruleset(grades={"fit": {"A": 60, "B": 20}, "intent": {"1": 5, "2": 1}})


@pytest.fixture
def shelf(database: Database) -> Shelf:
    one = story(
        {
            "fit": FIT,
            "accounts": {"acme": {}, "globex": {"employees": 100}, "initech": {"employees": 400}},
            "leads": {
                "alice": {"account": "acme", "seniority": "director"},
                "bob": {"account": "globex"},
                "carol": {"account": "initech", "seniority": "intern"},
            },
        }
    )
    put = shelve(database, one)
    score.score(database, one.ruleset, now=NOW)
    return put


@pytest.mark.parametrize("lead", ["alice", "bob", "carol"])
def test_it_expects_what_a_run_of_that_time_would(
    database: Database, shelf: Shelf, lead: str
) -> None:
    lead_id = shelf.leads[lead]
    with database.read() as session:
        found = score.explain(session, OTHER, lead_id, as_of=THEN, known_at=THEN, language="en")
    score.score(database, OTHER, now=THEN)
    with database.read() as session:
        stored = scores.of_lead(session, lead_id)
        again = score.explain(session, OTHER, lead_id, as_of=THEN, known_at=THEN, language="en")
    assert stored is not None
    assert (found.grade, found.fit.expected) == (stored.grade, stored.fit_expected_nano)
    assert found.priority == stored.priority
    assert replace(again, outlook=found.outlook) == found
