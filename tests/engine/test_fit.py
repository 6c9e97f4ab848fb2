"""Fit: bounds, priors, the best profile and the field worth finding."""

from typing import Any

from prospector.engine import scoring
from prospector.engine.fit import MILLION
from prospector.engine.points import nano
from tests.stories import story, world

SIZE = {
    "id": "size",
    "rules": [
        {"id": "mid", "when": "account.employees between 50 and 250", "points": 60},
        {"id": "large", "when": "account.employees > 250", "points": 30},
    ],
}
ROLE = {
    "id": "role",
    "rules": [{"id": "director", "when": "lead.seniority = 'director'", "points": 40}],
}


def cards(
    leads: dict[str, Any], accounts: dict[str, Any], *groups: Any
) -> dict[str, dict[str, Any]]:
    fit = {"profiles": [{"id": "p", "label": "P", "groups": list(groups or (SIZE, ROLE))}]}
    told = story({"fit": fit, "leads": leads, "accounts": accounts})
    made, ids = world(told)
    found = scoring.scores(told.ruleset, made, scoring.priors(told.ruleset, made))
    rows = {row["lead_id"]: row for row in found.rows(named=True)}
    return {name: rows[lead_id] for name, lead_id in ids.items()}


def test_it_names_the_field_that_spans_most() -> None:
    found = cards({"alice": {"account": "acme"}, "bob": {"seniority": "intern"}}, {"acme": {}})
    assert found["alice"]["unknown_field"] == "account.employees"
    assert (found["alice"]["lower"], found["alice"]["upper"]) == (0, nano(100))
    assert found["bob"]["unknown_field"] == "account.employees"
    assert found["bob"]["upper"] == nano(60)


def test_it_counts_what_a_known_rule_of_the_group_already_gives() -> None:
    either = {
        "id": "either",
        "rules": [
            {"id": "big", "when": "account.employees > 250", "points": 50},
            {"id": "french", "when": "account.country = 'FR'", "points": 45},
        ],
    }
    found = cards(
        {"alice": {"account": "acme"}}, {"acme": {"country": "FR"}}, either, {**ROLE, "id": "r"}
    )["alice"]
    # The size would add 5 of 90, the role 40 of 90.
    assert found["unknown_field"] == "lead.seniority"


def test_it_names_nothing_where_everything_is_known() -> None:
    found = cards(
        {"alice": {"account": "acme", "seniority": "intern"}}, {"acme": {"employees": 10}}
    )["alice"]
    assert (found["lower"], found["upper"], found["unknown_field"]) == (0, 0, None)


def test_it_expects_one_half_where_nobody_is_known() -> None:
    found = cards({"alice": {"account": "acme"}}, {"acme": {}})["alice"]
    assert found["expected"] == nano(50)


def test_it_learns_what_to_expect_from_those_who_are_known() -> None:
    told = story(
        {
            "fit": {"profiles": [{"id": "p", "label": "P", "groups": [SIZE]}]},
            "accounts": {name: {"employees": 100} for name in "abcdefghij"},
            "leads": {f"lead-{name}": {"account": name} for name in "abcdefghij"},
        }
    )
    made, _ = world(told)
    assert scoring.priors(told.ruleset, made) == {"p/size": 15 * MILLION // 20}


def test_it_disqualifies_by_the_first_rule_that_holds_in_any_profile() -> None:
    banned = {"id": "x", "rules": [
        {"id": "rest", "when": "lead.country = 'DE'", "points": 1},
        {"id": "second", "when": "lead.seniority = 'intern'", "disqualify": True},
    ]}  # fmt: skip
    profile = {"id": "other", "label": "O", "groups": [banned]}
    fit = {"profiles": [{"id": "p", "label": "P", "groups": [ROLE]}, profile]}
    told = story({"fit": fit, "leads": {"alice": {"seniority": "intern"}, "bob": {}}})
    made, _ = world(told)
    found = scoring.scores(told.ruleset, made, {}).sort("lead_id")
    assert found["disqualified_by"].to_list() == ["second", None]
    assert found["grade"].to_list() == ["C3", "C3"]
