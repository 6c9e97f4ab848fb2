"""What speaks for a lead, best first."""

from prospector.engine import scoring
from prospector.engine.evidence import MOST, evidence, paying
from tests.rulesets import intent_rule
from tests.stories import Story, story, world


def told() -> Story:
    return story(
        {
            "intent": {
                "rules": [
                    intent_rule("small", "signal.kind = 'post_liked'", 2, half_life="never"),
                    intent_rule(
                        "big",
                        "signal.kind in ('post_liked', 'post_commented')",
                        9,
                        half_life="never",
                    ),
                    intent_rule("minus", "signal.kind = 'replied'", -5, half_life="never"),
                ]
            },
            "leads": {"alice": {}, "bob": {}, "erin": {}},
            "signals": [
                {"id": "s1", "by": "alice", "kind": "post_liked", "age": 3},
                {"id": "s2", "by": "alice", "kind": "post_commented", "age": 2},
                {"id": "s3", "by": "alice", "kind": "replied", "age": 1},
                {"id": "s4", "by": "bob", "kind": "replied", "age": 1},
                *({"id": f"e{n}", "by": "erin", "kind": "post_liked", "age": n} for n in range(30)),
            ],
        }
    )


def found(one: Story, rules: set[int]) -> dict[str, tuple[list[int], list[int]]]:
    made, leads = world(one)
    wanted = paying(scoring.scores(one.ruleset, made, {}), 3)
    wanted = wanted.filter(wanted["rule"].is_in(list(rules)))
    rows = evidence(one.ruleset, made, wanted).rows()
    return {
        name: (fired, cited)
        for name, lead in leads.items()
        for who, fired, cited in rows
        if who == lead
    }


def test_it_puts_the_best_contribution_first_and_the_newer_of_equals() -> None:
    assert found(told(), {0, 1, 2})["alice"] == ([1, 0], [2, 1])
    assert found(told(), {0})["alice"] == ([0], [1])


def test_it_says_nothing_for_a_lead_that_no_rule_pays() -> None:
    assert "bob" not in found(told(), {0, 1, 2})


def test_it_keeps_the_best_few() -> None:
    fired, cited = found(told(), {0, 1})["erin"]
    assert fired == [1, 0]
    assert cited == list(range(5, 5 + MOST))  # the newest of equal ones


def test_it_lists_the_rules_that_pay() -> None:
    one = told()
    made, leads = world(one)
    rows = set(paying(scoring.scores(one.ruleset, made, {}), 3).rows())
    assert rows == {
        (leads["alice"], 0),
        (leads["alice"], 1),
        (leads["erin"], 0),
        (leads["erin"], 1),
    }
