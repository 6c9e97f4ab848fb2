"""When the grade falls, and what would lift it."""

from datetime import date

from prospector.engine.points import nano
from prospector.score.outlook import Fall, Rise, days_ahead, fall, rise
from tests.rulesets import intent_rule, make_ruleset
from tests.stories import NOW

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


def test_it_takes_the_first_day_on_which_either_half_is_worse() -> None:
    coming = [(1, "A1"), (2, "A2"), (3, "A3")]
    assert fall(NOW, "A1", coming) == Fall(on=date(2026, 11, 23), to="A2")
    assert fall(NOW, "A2", coming) == Fall(on=date(2026, 11, 24), to="A3")
    assert fall(NOW, "A1", [(1, "B1")]) == Fall(on=date(2026, 11, 22), to="B1")
    assert fall(NOW, "A3", coming) is None


def test_it_looks_as_far_as_anything_counts() -> None:
    assert days_ahead(RULESET) == 366
    assert days_ahead(make_ruleset()) == 1


def test_it_names_the_fewest_points_that_are_enough() -> None:
    assert rise(RULESET, "B3", {"big": nano(12.5)}, ALL) == Rise("small", 8.0, "B2")
    assert rise(RULESET, "B3", {}, ALL) == Rise("mid", 25.0, "B2")
    assert rise(RULESET, "B2", {"big": nano(30)}, ALL) == Rise("mid", 25.0, "B1")


def test_it_minds_caps_what_cannot_hold_and_what_is_no_lead_scope() -> None:
    full = {"mid": nano(25)}
    assert rise(RULESET, "A2", full, ALL) == Rise("big", 60.0, "A1")
    assert rise(RULESET, "A2", full, ALL - {"big"}) is None
    assert rise(RULESET, "A1", full, ALL) is None
