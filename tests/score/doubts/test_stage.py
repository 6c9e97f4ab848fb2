"""The data says which rules never fire and which fire together."""

import json
from pathlib import Path
from typing import Any

import pytest

from prospector.rules import loader
from prospector.score.doubts import doubts
from prospector.score.doubts.stage import Doubts
from prospector.store.database import Database
from tests.rules.folders import write
from tests.rulesets import intent_rule
from tests.shelf import shelve
from tests.stories import NOW, Story, story

MANY = 60


def sixty(**more: Any) -> Story:
    """Sixty people who each liked a post on boats; nobody's company is known."""
    return story(
        {
            "leads": {f"p{n}": dict(more) for n in range(MANY)},
            "signals": [
                {"id": f"s{n}", "by": f"p{n}", "kind": "post_liked", "topic": "Boats", "age": 200}
                for n in range(MANY)
            ],
        }
    )


def look(database: Database, root: Path, *rules: dict[str, Any], **files: str) -> Doubts:
    ruleset, folder = loader.load(write(root, intent=json.dumps({"rules": rules}), **files))
    with database.read() as session:
        return doubts(session, ruleset, folder, now=NOW, known_at=NOW)


def about(found: Doubts, word: str) -> list[str]:
    return [one.message for one in found.found if word in one.message]


LIKED = intent_rule("liked", "signal.kind = 'post_liked'", 5)


@pytest.fixture
def filled(database: Database) -> Database:
    shelve(database, sixty())
    return database


def test_it_says_how_much_it_looked_at(filled: Database, tmp_path: Path) -> None:
    found = look(filled, tmp_path, LIKED)
    assert (found.signals, found.leads) == (MANY, MANY)
    assert f"{found.since:%Y-%m-%d}" == "2026-05-05"
    assert about(found, "liked") == []  # it fires, though every like is older than its horizon


def test_it_finds_a_rule_that_none_of_its_signals_meets(filled: Database, tmp_path: Path) -> None:
    dead = intent_rule("planes", "signal.kind = 'post_liked' and signal.topic = 'planes'", 5)
    (said,) = about(look(filled, tmp_path, LIKED, dead), "planes")
    assert said == (
        "planes never fired: none of 60 signals of its kinds met it (of 60 signals since 2026-05-05); check its condition, or take it out"
    )


def test_it_finds_rules_whose_kinds_never_came_in_one_line(
    filled: Database, tmp_path: Path
) -> None:
    waiting = [
        intent_rule("fairs", "signal.kind = 'event_attended'", 5),
        intent_rule("jobs", "signal.kind = 'job_posted'", 5),
    ]
    found = look(filled, tmp_path, LIKED, *waiting)
    (said,) = about(found, "fairs")
    assert said.startswith("fairs, jobs never fired: no signal of their kinds came among 60 ")
    (place,) = [one for one in found.found if one.message == said]
    assert place.file == "rules/intent.yaml"


def test_it_finds_traits_that_hold_for_nobody(database: Database, tmp_path: Path) -> None:
    shelve(database, sixty(seniority="staff"))
    found = look(database, tmp_path, LIKED)
    assert about(found, "director") == [
        "director holds for none of the 60 leads of whom it is known; check its condition, or take it out"
    ]
    assert about(found, "mid-size") == [
        "mid-size, large can be told of none of 60 leads: account.employees is filled for nobody; import it, or take the rules out"
    ]


def test_it_finds_rules_that_the_same_signals_fire(filled: Database, tmp_path: Path) -> None:
    boats = intent_rule("boats", "signal.topic = 'boats'", 3)
    (said,) = about(look(filled, tmp_path, LIKED, boats), "counts twice")
    assert said.startswith(
        "boats counts twice in the data: of 60 times a signal fired it, liked (line 1) fired on the same signal 60 times"
    )


def test_it_leaves_to_the_text_what_the_text_says(filled: Database, tmp_path: Path) -> None:
    narrow = intent_rule("boats", "signal.kind = 'post_liked' and signal.topic = 'boats'", 3)
    against = intent_rule("no-boats", "signal.topic = 'boats'", -3)
    assert about(look(filled, tmp_path, LIKED, narrow, against), "counts twice") == []


def test_it_says_nothing_of_few_signals(database: Database, tmp_path: Path) -> None:
    few = story(
        {
            "leads": {"bob": {}},
            "signals": [{"id": "s", "by": "bob", "kind": "post_liked", "topic": "Boats", "age": 1}],
        }
    )
    shelve(database, few)
    boats = intent_rule("boats", "signal.topic = 'boats'", 3)
    dead = intent_rule("dead", "signal.kind = 'post_liked' and signal.topic = 'planes'", 5)
    waits = intent_rule("waits", "signal.kind = 'job_posted'", 5)
    assert look(database, tmp_path, LIKED, boats, dead, waits).found == []


def test_it_says_nothing_of_an_empty_store(database: Database, tmp_path: Path) -> None:
    assert look(database, tmp_path, LIKED) == Doubts(0, 0, None, [])
