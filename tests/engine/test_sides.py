"""Fit by side: the same bounds as lead by lead, each side judged once for all who share it."""

from typing import Any

import polars as pl

from prospector.engine import duck, scoring, totals
from prospector.engine.fit import bounds_of_all_sql
from prospector.engine.sides import bounds_by_side_sql
from tests.stories import Story, story, world

OF_ACCOUNT = {"id": "large", "when": "account.employees > 250", "points": 30}
OF_PERSON = {"id": "director", "when": "lead.seniority = 'director'", "points": 40}
OF_BOTH = {
    "id": "near",
    "when": "coalesce(account.country, lead.country) = 'FR' or lead.title = 'Head'",
    "points": -10,
}
ASKING = {"id": "liked", "when": "count_signals('post_liked', 30) > 0", "points": 5}
LEADS = {
    "alice": {"account": "acme", "seniority": "director", "country": "FR"},
    "bob": {"account": "acme", "seniority": "director"},
    "carol": {"seniority": "director", "title": "Head"},
    "dave": {"account": "small"},
    "erin": {},
}
ACCOUNTS = {"acme": {"employees": 300}, "small": {"employees": 3, "country": "DE"}}


def told(*groups: list[dict[str, Any]]) -> Story:
    named = [{"id": f"g{place}", "rules": rules} for place, rules in enumerate(groups)]
    return story(
        {
            "fit": {"profiles": [{"id": "p", "label": "P", "groups": named}]},
            "leads": LEADS,
            "accounts": ACCOUNTS,
            "signals": [{"id": "s1", "by": "alice", "kind": "post_liked", "age": 2}],
        }
    )


def bounds(one: Story, statements: str) -> pl.DataFrame:
    made, _ = world(one)
    given = {
        **scoring.frames(one.ruleset, made, {}),
        **totals.answers(one.ruleset, made),
    }
    found = duck.run(f"WITH {statements} SELECT * FROM bounds", given)
    return found.select(sorted(found.columns)).sort("lead_id")


def test_it_judges_sides_apart_as_it_judges_lead_by_lead() -> None:
    one = told(
        [OF_ACCOUNT],
        [OF_PERSON],
        [OF_BOTH, ASKING],
        [{**OF_PERSON, "id": "again"}, {**OF_ACCOUNT, "id": "too"}],
    )
    found = bounds(one, bounds_by_side_sql(one.ruleset))
    assert found.height == len(LEADS)
    assert found.equals(bounds(one, bounds_of_all_sql(one.ruleset)))


def test_it_needs_no_rule_about_people() -> None:
    one = told([OF_ACCOUNT])
    found = bounds(one, bounds_by_side_sql(one.ruleset))
    assert found.equals(bounds(one, bounds_of_all_sql(one.ruleset)))


def test_it_judges_a_description_once() -> None:
    one = told([OF_PERSON])
    statements = bounds_by_side_sql(one.ruleset)
    made, _ = world(one)
    given = scoring.frames(one.ruleset, made, {})
    judged = duck.run(f"WITH {statements} SELECT * FROM person_traits", given)
    assert sorted(judged["seniority"].to_list(), key=str) == [None, "director"]
