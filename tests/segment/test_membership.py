"""Segments become rows: reason, rules and signals as JSON lists."""

import json
from typing import Any

import polars as pl

from prospector.engine import scoring
from prospector.score.records import records
from prospector.segment.membership import memberships, totals
from tests.rulesets import intent_rule, segment
from tests.stories import Story, story, world


def told() -> Story:
    return story(
        {
            "intent": {
                "rules": [
                    intent_rule("liked", "signal.kind = 'post_liked'", 10, half_life="never"),
                    intent_rule(
                        "commented", "signal.kind = 'post_commented'", 20, half_life="never"
                    ),
                ]
            },
            "segments": {
                "segments": [
                    segment(
                        "both", "(fired('liked') or fired('commented')) and lead.function = 'it'"
                    ),
                    segment("liked", "fired('liked') and not lead.function = 'hr'"),
                    segment("rest", "lead.function = 'hr' or fired('liked')"),
                    segment("quiet", "lead.function = 'sales'"),
                ]
            },
            "leads": {
                "alice": {"function": "it"},
                "bob": {"function": "finance"},
                "carol": {"function": "hr"},
                "dave": {"function": "sales"},
                "erin": {},
            },
            "signals": [
                {"id": f"{name}-{kind}", "by": name, "kind": kind, "age": 1}
                for name in ("alice", "bob")
                for kind in ("post_liked", "post_commented")
            ]
            + [{"id": "carol", "by": "carol", "kind": "post_commented", "age": 1}],
        }
    )


def rows(one: Story) -> dict[str, dict[str, Any]]:
    made, leads = world(one)
    scored = scoring.scores(one.ruleset, made, {})
    found = {row["lead_id"]: row for row in memberships(one.ruleset, made, scored).rows(named=True)}
    return {name: found[lead] for name, lead in leads.items() if lead in found}


def spoken(row: dict[str, Any], one: Story) -> tuple[list[str], list[str]]:
    cited = [one.signals[number - 1]["id"] for number in json.loads(row["evidence"])]
    return json.loads(row["fired"]), cited


def test_it_cites_the_rules_of_the_condition_best_first() -> None:
    one = told()
    found = rows(one)
    assert spoken(found["alice"], one) == (
        ["commented", "liked"],
        ["alice-post_commented", "alice-post_liked"],
    )
    assert found["bob"]["segment"] == "liked"
    assert spoken(found["bob"], one) == (["liked"], ["bob-post_liked"])


def test_it_cites_every_reason_where_the_condition_fired_none() -> None:
    one = told()
    found = rows(one)
    assert found["carol"]["segment"] == "rest"
    assert found["carol"]["reason"] == "lead.function = 'hr'"
    assert spoken(found["carol"], one) == (["commented"], ["carol"])


def test_it_cites_nothing_where_there_is_nothing() -> None:
    one = told()
    found = rows(one)
    assert spoken(found["dave"], one) == ([], [])
    assert "erin" not in found


def test_it_reads_stored_scores_as_the_engine_gives_them() -> None:
    one = told()
    made, _ = world(one)
    scored = scoring.scores(one.ruleset, made, {}).sort("lead_id")
    again = totals(one.ruleset, records(one.ruleset, scored, as_of=1, known_at=1))
    for name in again.columns:
        assert again[name].to_list() == scored[name].to_list(), name


def test_it_reads_scores_of_rules_that_are_gone() -> None:
    stored = pl.DataFrame(
        {
            "lead_id": [1],
            "fit_lower_nano": [0],
            "fit_upper_nano": [0],
            "fit_expected_nano": [0],
            "intent_nano": [5],
            "grade": ["C3"],
            "profile": ["core"],
            "rule_totals": ['{"gone": 7, "liked": 5}'],
        }
    )
    assert totals(told().ruleset, stored).select("r0", "r1").row(0) == (5, 0)
