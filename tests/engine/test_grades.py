"""Groups, caps, grades and the order of the queue."""

from typing import Any

import pytest

from prospector.engine import scoring
from prospector.engine.grades import scores_sql
from tests.rulesets import intent_rule, make_ruleset
from tests.stories import story, world


def card(points: float, **grades: Any) -> dict[str, Any]:
    told = story(
        {
            "intent": {
                "rules": [intent_rule("r", "signal.kind = 'post_liked'", points, half_life="never")]
            },
            "grades": {"fit": {"A": 70, "B": 40}, "intent": {"1": 50, "2": 20}, **grades},
            "accounts": {"acme": {"employees": 100}},
            "leads": {"alice": {"account": "acme", "seniority": "intern"}},
            "signals": [{"id": "s", "by": "alice", "kind": "post_liked", "age": 0}],
        }
    )
    made, _ = world(told)
    return scoring.scores(told.ruleset, made, {}).row(0, named=True)


@pytest.mark.parametrize(
    ("points", "grade"), [(50, "B1"), (49.95, "B1"), (49.94, "B2"), (20, "B2"), (19.9, "B3")]
)
def test_it_cuts_the_number_people_see(points: float, grade: str) -> None:
    assert card(points)["grade"] == grade


def test_it_orders_by_intent_and_expected_fit() -> None:
    assert card(50)["priority"] == 30.0
    assert card(50, priority="fit_upper - intent")["priority"] == 10.0


def test_it_puts_a_lead_last_whose_priority_divides_by_nothing() -> None:
    assert card(50, priority="intent / (fit - 60)")["priority"] == 0.0


def test_it_clips_each_group_and_a_rule_without_one_alone() -> None:
    rules = [
        intent_rule("a", "true", 1, group="g"),
        intent_rule("b", "true", 1, group="g"),
        intent_rule("c", "true", 1),
    ]
    sql = scores_sql(make_ruleset(intent={"rules": rules, "groups": {"g": {"cap": 5}}}))
    assert "least((5000000000), r0 + r1)) + r2 AS raw" in sql


def test_it_clips_a_total_to_the_rules_cap() -> None:
    rule = intent_rule("r", "signal.kind = 'post_liked'", 50, half_life="never", cap=10)
    signals = [{"id": f"s{age}", "by": "alice", "kind": "post_liked", "age": age} for age in (1, 2)]
    told = story({"intent": {"rules": [rule]}, "leads": {"alice": {}}, "signals": signals})
    made, _ = world(told)
    row = scoring.scores(told.ruleset, made, {}).row(0, named=True)
    assert row["r0"] == row["intent"] == 10_000_000_000


def test_it_has_no_intent_without_rules() -> None:
    told = story({"leads": {"alice": {}}})
    made, _ = world(told)
    row = scoring.scores(told.ruleset, made, {}).row(0, named=True)
    assert (row["intent"], row["raw"], row["newest"]) == (0, 0, None)
