"""Three sums, three ceilings, each correction named."""

from prospector.engine.points import nano
from prospector.score.sums import TOTAL, Correction, add_up, digit_of
from tests.rulesets import intent_rule, make_ruleset

RULESET = make_ruleset(
    intent={
        "groups": {"g": {"cap": 25}},
        "rules": [
            intent_rule("a", "true", 1, group="g", cap=10),
            intent_rule("b", "true", 1, group="g"),
            intent_rule("c", "true", 1),
        ],
    }
)


def test_it_names_what_each_ceiling_takes() -> None:
    sums = add_up(RULESET, {"a": nano(12), "b": nano(20), "c": nano(90)})
    assert sums.corrections == (
        Correction("a", "a", "g", nano(-2)),
        Correction("g", None, "g", nano(-5)),
        Correction(TOTAL, None, None, nano(-15)),
    )
    assert (sums.raw, sums.intent) == (nano(115), nano(100))


def test_it_names_what_the_floor_gives() -> None:
    sums = add_up(RULESET, {"c": nano(-3)})
    assert sums.corrections == (Correction(TOTAL, None, None, nano(3)),)
    assert (sums.raw, sums.intent) == (nano(-3), 0)


def test_it_corrects_nothing_that_is_in_bounds() -> None:
    assert add_up(RULESET, {"a": nano(1)}).corrections == ()


def test_it_cuts_as_people_see_it() -> None:
    values = (50, 49.95, 49.9, 20, 19.94)
    assert [digit_of(RULESET, nano(value)) for value in values] == ["1", "1", "2", "2", "3"]
