"""Every case has its features as of its own morning; what knows the answer is left out."""

from dataclasses import replace

import polars as pl

from prospector.engine.worlds import World
from prospector.measure.learn.gathering import Gathered, gather
from prospector.measure.learn.sample import Split
from prospector.measure.learn.scorecard import Change
from prospector.measure.learn.together import together
from prospector.measure.learn.trial import asking
from tests.rulesets import intent_rule
from tests.stories import DAY, Story, story, world

COUNT = 240


def told() -> Story:
    """People of one account each or of none; even ones like posts, and the CRM writes a city when they sign."""
    return story(
        {
            "intent": {
                "rules": [
                    intent_rule("liked", "signal.kind = 'post_liked'", 10, half_life="never"),
                    intent_rule("back", "signal.kind = 'replied'", 10),
                    intent_rule("oracle", "signal.kind = 'event_attended'", 10, half_life="never"),
                ]
            },
            "accounts": {
                f"a{number}": {
                    "employees": number,
                    "region": "Bretagne" if number % 2 else "Alsace",
                    "city": "Signed" if number % 3 == 0 else None,
                }
                for number in range(COUNT)
            },
            "leads": {
                f"l{number}": {} if number % 4 == 0 else {"account": f"a{number}"}
                for number in range(COUNT)
            },
            "signals": [
                {"id": f"s{number}", "by": f"l{number}", "kind": kind, "age": 20}
                for kind, step in (("post_liked", 2), ("event_attended", 3), ("tool_adopted", 4))
                for number in range(COUNT)
                if number % step == 0
            ],
        }
    )


def gathered(first_told: pl.DataFrame | None = None) -> Gathered:
    one = told()
    asked_of = replace(one, ruleset=asking(one.ruleset))
    early, late = (_morning(asked_of, days) for days in (30, 10))
    whole, asked = together({found.as_of: found for found in (early, late)})
    cases = pl.DataFrame(
        {
            "case": range(COUNT),
            "lead_id": range(1, COUNT + 1),
            "unit": range(COUNT),
            "at": [late.as_of if number % 5 else early.as_of for number in range(COUNT)],
            "label": [number % 3 == 0 for number in range(COUNT)],
        }
    )
    parts = Split(cases, cases.head(20), late.as_of, 0)
    nothing = pl.DataFrame(schema={"reached": pl.Int64})
    return gather(one.ruleset, parts, whole, asked, nothing if first_told is None else first_told)


def _morning(one: Story, days_ago: int) -> World:
    at = one.as_of - days_ago * DAY
    found = world(replace(one, as_of=at, known_at=at))[0]
    return replace(found, signals=found.signals.filter(pl.col("occurred_at") <= at))


FOUND = gathered()


def test_it_knows_only_what_was_known_on_the_morning_of_the_case() -> None:
    by_case = dict(FOUND.training.select("case", "intent liked").rows())
    assert by_case[2] == 10  # ten days ago, the like of twenty days ago was there
    assert by_case[10] == 0  # thirty days ago it was not
    assert by_case[1] == 0


def test_it_finds_candidates_among_the_cases_learnt_from() -> None:
    tried = {one.candidate.condition for one in FOUND.features if one.candidate}
    assert "account.region = 'bretagne'" in tried
    assert "signal.kind = 'post_liked'" in tried
    assert "signal.kind = 'tool_adopted'" in tried  # of people without an account
    assert any(one.startswith("account.employees < ") for one in tried)
    assert not any("replied" in one for one in tried)


def test_it_leaves_out_what_knows_the_answer() -> None:
    sources = {leak.source for leak in FOUND.leaks}
    assert "account.city" in sources
    assert "account.region" not in sources
    assert not any(one.candidate and one.candidate.source == "account.city" for one in FOUND.open)


def test_it_keeps_rules_on_outcomes_and_rules_that_decide() -> None:
    assert FOUND.kept["intent back"] is Change.OUTCOME
    assert FOUND.kept["intent oracle"] is Change.LEAKS
    assert "intent liked" not in FOUND.kept
    assert "event_attended" in {leak.source for leak in FOUND.leaks}


def test_it_leaves_out_what_was_told_after_the_outcome() -> None:
    late = pl.DataFrame({"reached": [1] * 30, "account.region": [2] * 30})
    found = gathered(late)
    assert "account.region" in {leak.source for leak in found.leaks}
    assert not any("account.region" in one.name for one in found.features)


def test_it_has_the_same_columns_for_held_out_cases() -> None:
    assert FOUND.held_out.columns == FOUND.training.columns
    assert FOUND.held_out.height == 20
