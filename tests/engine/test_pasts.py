"""Every day of a past is the world that was read on that day."""

from datetime import timedelta
from typing import Any

import pytest

from prospector.columns import to_micros
from prospector.engine import scoring
from prospector.engine.frames import load_world
from prospector.engine.pasts import Past, load
from prospector.store.database import Database
from prospector.tables import FieldValue
from tests.rulesets import intent_rule
from tests.shelf import Shelf, shelve
from tests.stories import NOW, Story, story

DAY = timedelta(days=1)


def seen(days: int) -> dict[str, Any]:
    return {"feed": "crm", "first_seen": to_micros(NOW - days * DAY)}


def told() -> Story:
    rules = [
        intent_rule("liked", "signal.kind = 'post_liked' and lead.seniority = 'director'", 30),
        intent_rule(
            "tools",
            "has(account.tools, 'hubspot') and signal.kind = 'job_posted'",
            20,
            scope="account",
        ),
        intent_rule("hot", "signal.kind = 'post_commented' and lead.heat = 'high'", 10),
    ]
    return story(
        {
            "intent": {"rules": rules},
            "fields": {"heat": {"entity": "lead", "type": "text"}},
            "accounts": {
                "acme": {
                    "employees": 100,
                    "tools": ["hubspot"],
                    "sources": {"tools": seen(12), "employees": seen(90)},
                },
                "globex": {"employees": 300},
            },
            "leads": {
                "alice": {
                    "account": "acme",
                    "seniority": "director",
                    "sources": {"seniority": seen(40)},
                },
                "bob": {
                    "account": "globex",
                    "attributes": {"heat": "high"},
                    "sources": {"heat": seen(8)},
                },
                "erin": {"first_seen_at": NOW - 10 * DAY, "seniority": "director"},
            },
            "signals": [
                {"id": "s1", "by": "alice", "kind": "post_liked", "age": 20, "subject": "p1"},
                {"id": "s2", "by": "alice", "kind": "post_liked", "age": 9, "subject": "p1"},
                {"id": "s3", "by": "erin", "kind": "post_liked", "age": 25, "subject": "p1"},
                {"id": "s4", "account": "acme", "kind": "job_posted", "age": 15, "subject": "SDR"},
                {"id": "s5", "by": "bob", "kind": "post_commented", "age": 14, "received": 3},
            ],
        }
    )


@pytest.fixture
def shelf(database: Database) -> Shelf:
    put = shelve(database, told())
    with database.write() as session:
        session.add(
            FieldValue(
                entity="lead",
                entity_id=put.leads["alice"],
                field="seniority",
                old_value="manager",
                source={"first_seen": to_micros(NOW - 60 * DAY)},
                until=NOW - 11 * DAY,
            )
        )
    return put


@pytest.mark.usefixtures("shelf")
def test_it_scores_each_day_as_a_world_read_on_that_day(database: Database) -> None:
    ruleset = told().ruleset
    since = NOW - 30 * DAY
    different = set()
    with database.read() as session:
        past = Past(
            load(session, [ruleset], since=since, until=NOW), [ruleset], since=to_micros(since)
        )
        for days in range(30, -1, -3):
            at = NOW - days * DAY
            read = load_world(session, ruleset, as_of=at, known_at=at)
            scored = [
                scoring.scores(ruleset, world, scoring.priors(ruleset, world)).sort("lead_id")
                for world in (past.world(ruleset, to_micros(at)), read)
            ]
            assert scored[0].equals(scored[1]), f"{days} days ago"
            different.add(tuple(scored[0]["intent"]))
    assert len(different) == 6


def test_it_tells_who_was_known_and_what_they_were_to_us(database: Database, shelf: Shelf) -> None:
    ruleset = told().ruleset
    since = NOW - 30 * DAY
    with database.write() as session:
        session.add(
            FieldValue(
                entity="account",
                entity_id=shelf.accounts["globex"],
                field="relation",
                old_value="open_opportunity",
                source={},
                until=NOW - 5 * DAY,
            )
        )
    with database.read() as session:
        past = Past(
            load(session, [ruleset], since=since, until=NOW), [ruleset], since=to_micros(since)
        )
    erin = shelf.leads["erin"]
    assert erin not in past.leads(to_micros(NOW - 11 * DAY))["lead_id"]
    assert erin in past.leads(to_micros(NOW - 10 * DAY))["lead_id"]
    relations = [
        dict(
            past.accounts(to_micros(NOW - days * DAY)).select("account_id", "relation").iter_rows()
        )
        for days in (6, 4)
    ]
    globex = shelf.accounts["globex"]
    assert [each[globex] for each in relations] == ["open_opportunity", "prospect"]


def test_it_tells_rules_apart_by_the_consent_of_feeds(database: Database) -> None:
    visit = {"id": "v", "by": "alice", "kind": "pricing_visited", "age": 2, "feed": "web"}
    tracked: dict[str, Any] = {"leads": {"alice": {}}, "signals": [visit]}
    agreed, silent = (
        story({**tracked, "feeds": {"web": {"consent": consent}}}) for consent in (True, False)
    )
    shelve(database, agreed)
    both = [agreed.ruleset, silent.ruleset]
    assert both[0].version == both[1].version
    since = NOW - 5 * DAY
    with database.read() as session:
        past = Past(load(session, both, since=since, until=NOW), both, since=to_micros(since))
    assert [past.signals(one)["lead_id"].null_count() for one in both] == [0, 1]
