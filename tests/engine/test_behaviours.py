"""Behaviours: the first condition that holds, beside the segments."""

from typing import Any

from prospector.engine import scoring
from prospector.engine.behaviours import behaviours
from tests.rulesets import intent_rule
from tests.stories import Story, story, world


def told(**segments: Any) -> Story:  # Any: the content of segments.yaml
    return story(
        {
            "intent": {
                "rules": [intent_rule("liked", "signal.kind = 'post_liked'", 10, scope="lead")]
            },
            "segments": {"segments": [], **segments},
            "leads": {"alice": {"decision_style": "rational"}, "bob": {}, "carol": {}},
            "signals": [
                {"id": "l1", "by": "alice", "kind": "post_liked", "age": 1},
                {"id": "l2", "by": "bob", "kind": "post_liked", "age": 1},
            ],
        }
    )


def found(one: Story) -> dict[str, str]:
    made, leads = world(one)
    rows = dict(behaviours(one.ruleset, made, scoring.scores(one.ruleset, made, {})).rows())
    return {name: rows[lead] for name, lead in leads.items() if lead in rows}


def test_it_gives_each_lead_the_first_that_holds_or_none() -> None:
    assert found(
        told(
            behaviours=[
                {"id": "prudent", "label": "Prudent", "when": "lead.decision_style = 'rational'"},
                {"id": "go-getter", "label": "Go-getter", "when": "fired('liked')"},
            ]
        )
    ) == {"alice": "prudent", "bob": "go-getter"}


def test_it_gives_nobody_one_where_the_rules_have_none() -> None:
    assert found(told()) == {}
