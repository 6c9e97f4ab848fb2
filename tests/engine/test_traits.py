"""Fit rules as three-valued columns, and what groups are worth."""

from typing import Any

from prospector.engine import scoring
from prospector.engine.points import nano
from prospector.engine.traits import bounds_sql, fields_in_order, flags, groups_of, span_sql
from tests.rulesets import make_ruleset
from tests.stories import story, world

DIRECTOR = {"id": "director", "when": "lead.seniority = 'director'", "points": 10}
SALES = {"id": "sales", "when": "lead.function = 'sales'", "points": 6}
CRM = {"id": "crm", "when": "account.crm_in_place", "points": -3}


def fit(**group: Any) -> dict[str, Any]:
    whole = {"id": "g", "rules": [DIRECTOR, SALES, CRM], **group}
    return {"profiles": [{"id": "p", "label": "P", "groups": [whole]}]}


def test_it_knows_the_most_and_the_least_of_a_group() -> None:
    (best,) = groups_of(make_ruleset(fit=fit()))
    (total,) = groups_of(make_ruleset(fit=fit(pick="sum")))
    (capped,) = groups_of(make_ruleset(fit=fit(pick="sum", cap=12)))
    assert [group.most for group in (best, total, capped)] == [nano(10), nano(16), nano(12)]
    assert {group.least for group in (best, total, capped)} == {nano(-3)}
    assert capped.worth([nano(6), nano(-3)]) == nano(6)


def test_it_numbers_traits_over_all_profiles() -> None:
    profile = fit()["profiles"][0]
    other = {"id": "p2", "label": "P", "groups": [{"id": "g", "rules": [{**SALES, "id": "s2"}]}]}
    groups = groups_of(make_ruleset(fit={"profiles": [profile, other]}))
    assert [[trait.name for trait in group.traits] for group in groups] == [
        ["t0", "t1", "t2"],
        ["t3"],
    ]
    assert [group.name for group in groups] == ["g0", "g1"]


def test_it_keeps_fields_in_the_order_people_wrote_them() -> None:
    when = "lead.title = 'x' or account.city = 'y' and lead.country = 'z'"
    rules = [{"id": "r", "when": when, "points": 1}]
    (group,) = groups_of(make_ruleset(fit=fit(rules=rules)))
    assert fields_in_order(group) == ["lead.title", "account.city", "lead.country"]
    assert flags([group])["account.city"] == "n1"


def test_it_says_true_false_or_unknown_and_what_is_missing() -> None:
    told = story(
        {
            "fit": fit(),
            "accounts": {"acme": {"crm_in_place": False}},
            "leads": {"alice": {"account": "acme", "seniority": "director"}, "bob": {}},
        }
    )
    made, leads = world(told)
    found = scoring.traits(told.ruleset, made).rows(named=True)
    rows = {row["lead_id"]: row for row in found}
    names = flags(groups_of(told.ruleset))
    alice, bob = rows[leads["alice"]], rows[leads["bob"]]
    assert [alice[name] for name in ("t0", "t1", "t2")] == [True, None, False]
    assert [bob[name] for name in ("t0", "t1", "t2")] == [None, None, None]
    assert [alice[flag] for flag in names.values()] == [False, True, False]


def test_it_counts_unknown_negative_rules_in_the_lower_bound_only() -> None:
    (group,) = groups_of(make_ruleset(fit=fit()))
    lower, upper = bounds_sql(group)
    assert "t2 IS NOT FALSE" in lower
    assert "t2 IS TRUE" in upper
    assert "FALSE AND" not in span_sql(group, "lead.function", "n1")
