"""Later days are scored by the same text, all in one query."""

from dataclasses import replace

import pytest

from prospector.columns import from_micros
from prospector.engine import later, scoring
from tests.rulesets import intent_rule
from tests.stories import DAY, Story, story, world


def told() -> Story:
    return story(
        {
            "intent": {
                "rules": [
                    intent_rule("liked", "signal.kind = 'post_liked'", 60, half_life=5),
                    intent_rule(
                        "quiet",
                        "signal.kind = 'post_commented' and days_since('post_liked') > 12",
                        40,
                        scope="account",
                    ),
                ]
            },
            "accounts": {"acme": {"employees": 100}},
            "leads": {"alice": {"account": "acme"}, "bob": {"account": "acme"}, "erin": {}},
            "signals": [
                {"id": "s1", "by": "alice", "kind": "post_liked", "subject": "a", "age": 1},
                {"id": "s2", "by": "bob", "kind": "post_liked", "subject": "a", "age": 2},
                {"id": "s3", "by": "alice", "kind": "post_commented", "age": 1},
                {"id": "s4", "by": "erin", "kind": "post_liked", "subject": "a", "age": 0},
            ],
        }
    )


def test_it_grades_each_coming_day_as_if_it_were_that_day() -> None:
    one = told()
    made, leads = world(one)
    found = list(later.grades(one.ruleset, made, {}, 20))
    assert [day for day, _, _ in found] == sorted(day for day, _, _ in found)
    for day in (1, 2, 7, 11, 12, 20):
        then = replace(made, as_of=made.as_of + day * DAY)
        rows = scoring.scores(one.ruleset, then, {}).select("lead_id", "grade").rows()
        assert {lead: grade for on, lead, grade in found if on == day} == dict(rows), day
    assert set(leads.values()) == {lead for _, lead, _ in found}


def test_it_works_through_many_signals_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    one = told()
    made, _ = world(one)
    whole = list(later.grades(one.ruleset, made, {}, 9))
    monkeypatch.setattr(later, "_MOST_ROWS", 8)
    assert list(later.grades(one.ruleset, made, {}, 9)) == whole


def test_it_leaves_what_a_condition_reads_of_a_date_as_it_is() -> None:
    day = from_micros(told().as_of).date().isoformat()
    one = story(
        {
            "intent": {
                "rules": [
                    intent_rule("r", f"signal.occurred_at < date '{day}'", 60, half_life="never")
                ]
            },
            "leads": {"alice": {}},
            "signals": [{"id": "s", "by": "alice", "kind": "post_liked", "age": 0}],
        }
    )
    made, _ = world(one)
    assert {grade for _, _, grade in later.grades(one.ruleset, made, {}, 3)} == {"C3"}
