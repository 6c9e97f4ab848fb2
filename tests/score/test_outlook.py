"""When the grade falls, and what would lift it."""

from prospector.engine.points import nano
from prospector.score.outlook import Rise, days_ahead, first_worse, rise
from tests.rulesets import intent_rule, make_ruleset

RULESET = make_ruleset(
    intent={
        "groups": {"g": {"cap": 25}},
        "rules": [
            intent_rule("big", "true", 60, horizon=365),
            intent_rule("mid", "true", 25, group="g"),
            intent_rule("small", "true", 8, group="g"),
            intent_rule("account", "true", 9, scope="account"),
            intent_rule("minus", "true", -9),
        ],
    }
)
ALL = {rule.id for rule in RULESET.intent.rules}


def test_it_takes_the_first_step_at_which_either_half_is_worse() -> None:
    coming = [(1, "A1"), (2, "A2"), (3, "A3")]
    assert first_worse("A1", coming) == (2, "A2")
    assert first_worse("A2", coming) == (3, "A3")
    assert first_worse("A1", [(1, "B1")]) == (1, "B1")
    assert first_worse("A3", coming) is None


def test_it_looks_as_far_as_anything_counts() -> None:
    assert days_ahead(RULESET) == 366
    assert days_ahead(make_ruleset()) == 1
    asking = [intent_rule("a", "count_signals('post_liked', 200) > 2 and signal.kind = 'met'", 1)]
    assert days_ahead(make_ruleset(intent={"rules": asking})) == 201
    paced = [intent_rule("a", "account.surge > 60 and signal.kind = 'met'", 1, horizon=9)]
    assert days_ahead(make_ruleset(intent={"rules": paced})) == 106


def test_it_names_the_fewest_points_that_are_enough() -> None:
    assert rise(RULESET, "B3", {"big": nano(12.5)}, ALL) == Rise("small", 8.0, "B2")
    assert rise(RULESET, "B3", {}, ALL) == Rise("mid", 25.0, "B2")
    assert rise(RULESET, "B2", {"big": nano(30)}, ALL) == Rise("mid", 25.0, "B1")


def test_it_minds_caps_what_cannot_hold_and_what_is_no_lead_scope() -> None:
    full = {"mid": nano(25)}
    assert rise(RULESET, "A2", full, ALL) == Rise("big", 60.0, "A1")
    assert rise(RULESET, "A2", full, ALL - {"big"}) is None
    assert rise(RULESET, "A1", full, ALL) is None
