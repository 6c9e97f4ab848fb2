"""Rules and groups give no more than their caps."""

import polars as pl

from prospector.engine.ceilings import group_of, group_total, members, rule_total
from prospector.engine.points import NANO
from prospector.rules.models import IntentRule
from tests.rulesets import intent_rule, make_ruleset

RULES = make_ruleset(
    intent={
        "rules": [
            intent_rule("likes", "true", 1, cap=5, group="web"),
            intent_rule("fairs", "true", 1),
            intent_rule("clicks", "true", 1, group="web"),
        ],
        "groups": {"web": {"cap": 7}},
    }
)
TOTALS = pl.DataFrame({"r0": [9, -9, 1], "r1": [9, -9, 1], "r2": [9, -9, 1]}) * NANO


def test_it_puts_a_rule_without_a_group_into_its_own() -> None:
    assert group_of(IntentRule.model_validate(intent_rule("likes", "true", 1))) == "rule likes"
    assert members(RULES) == {"web": [0, 2], "rule fairs": [1]}


def test_it_keeps_totals_within_their_caps_on_both_sides() -> None:
    found = TOTALS.select(
        rule_total(RULES, 0),
        rule_total(RULES, 1),
        group_total(RULES, "web", [rule_total(RULES, place) for place in (0, 2)]).alias("web"),
        group_total(RULES, "rule fairs", [rule_total(RULES, 1)]).alias("fairs"),
    )
    assert [(found[name] // NANO).to_list() for name in found.columns] == [
        [5, -5, 1],
        [9, -9, 1],
        [7, -7, 2],
        [9, -9, 1],
    ]
