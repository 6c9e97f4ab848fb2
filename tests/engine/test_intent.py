"""Totals per rule are exact, whichever way they are summed."""

from typing import Any

import polars as pl
import pytest

from prospector.engine import scoring
from prospector.engine.intent import totals_sql
from prospector.engine.terms import terms
from prospector.engine.totals import newest, totals
from tests.rulesets import intent_rule
from tests.stories import DAY, NOW, Story, story, world

ABOUT = "signal.kind in ('post_liked', 'post_commented')"


def told(**rule: Any) -> Story:
    return story(
        {
            "intent": {"rules": [intent_rule("r", rule.pop("when", ABOUT), 7.77, **rule)]},
            "accounts": {"acme": {}},
            "leads": {
                "alice": {"account": "acme", "function": "sales"},
                "bob": {"account": "acme", "function": "it"},
                "erin": {"function": "sales"},
            },
            "signals": [
                {"id": f"s{age}{who}", "by": who, "kind": "post_liked", "age": age + 0.37}
                for who in ("alice", "bob", "erin", None)
                for age in (1, 13, 40)
            ]
            + [
                {
                    "id": f"c{age}",
                    "account": "acme",
                    "kind": "post_commented",
                    "subject": "x",
                    "age": age,
                }
                for age in (0, 3, 8)
            ],
        }
    )


def sums(one: Story) -> list[int]:
    made, _ = world(one)
    return totals(one.ruleset, made)["r0"].to_list()


def text(one: Story) -> str:
    return totals_sql(terms(one.ruleset))


def by_parts(one: Story) -> list[int]:
    made, _ = world(one)
    wanted = made.leads.select("lead_id", pl.lit(0, dtype=pl.Int32).alias("rule"))
    found = scoring.contributions(one.ruleset, made, wanted)
    sums = dict(found.group_by("lead_id").agg(pl.col("nano").sum()).rows())
    return [sums.get(lead_id, 0) for lead_id in sorted(made.leads["lead_id"])]


@pytest.mark.parametrize("share", [1, 0.5, 0.333, 0])
@pytest.mark.parametrize("when", [ABOUT, f"{ABOUT} and lead.function = 'sales'"])
@pytest.mark.parametrize("scope", ["lead", "account"])
def test_it_sums_to_the_contributions(share: float, when: str, scope: str) -> None:
    one = told(share=share, when=when, scope=scope)
    assert sums(one) == by_parts(one)


def test_it_reads_the_accounts_signals_once_per_account() -> None:
    shared = text(told(scope="account", share=0.5))
    assert "shared AS" in shared
    assert "judged" not in shared
    judged = text(told(scope="account", when=f"{ABOUT} and lead.function = 'it'"))
    assert "judged_r0 AS" in judged


def test_it_gives_the_time_of_the_newest_reason() -> None:
    one = told()
    now = one.as_of
    assert now == NOW.timestamp() * 1e6
    made, _ = world(one)
    assert newest(one.ruleset, made).to_list() == [now, now, now - round(1.37 * DAY)]


def test_it_takes_no_answer_to_us_for_a_reason() -> None:
    one = story(
        {
            "leads": {"alice": {}},
            "signals": [
                {"id": "s1", "by": "alice", "kind": "replied", "age": 1},
                {"id": "s2", "by": "alice", "kind": "post_liked", "age": 3},
            ],
        }
    )
    made, _ = world(one)
    assert newest(one.ruleset, made).to_list() == [one.as_of - 3 * DAY]


def test_it_gives_contributions_of_wanted_rules_only() -> None:
    one = told()
    made, leads = world(one)
    wanted = pl.DataFrame(
        {"lead_id": [leads["bob"]], "rule": [0]}, schema={"lead_id": pl.Int64, "rule": pl.Int32}
    )
    found = scoring.contributions(one.ruleset, made, wanted)
    assert set(found["lead_id"]) == {leads["bob"]}
    nobody = scoring.contributions(one.ruleset, made, wanted.clear())
    assert nobody.height == 0
