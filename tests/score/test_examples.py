"""Examples inside rules files run as small worlds and say what went otherwise."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from prospector.engine import duck
from prospector.score.examples import ExampleResult, run_examples
from tests.rulesets import KINDS, intent_rule, make_ruleset
from tests.rulesets import segment as a_segment

RULES = [
    intent_rule("liked", "signal.kind = 'post_liked'", 20, half_life=10),
    intent_rule("visited", "signal.kind = 'pricing_visited'", 7, half_life="never"),
    intent_rule(
        "hiring",
        "signal.kind = 'job_posted' and signal.rank > 2",
        30,
        scope="account",
        half_life="never",
    ),
    intent_rule("no", "signal.kind = 'replied'", -10, half_life="never"),
]


def run(*tests: dict[str, Any]) -> list[ExampleResult]:
    ruleset = make_ruleset(
        intent={"rules": RULES, "tests": list(tests)},
        segments={"segments": [a_segment("hot", "fired('liked') and fit.upper >= 40")]},
        signals={"kinds": KINDS, "fields": {"rank": {"entity": "signal", "type": "number"}}},
    )
    return run_examples(ruleset)


def one(**example: Any) -> ExampleResult:
    return run({"name": "it", "expect": {}, **example})[0]


LIKE = {"kind": "post_liked", "age": 10}


def test_it_passes_when_everything_is_as_expected() -> None:
    result = one(
        lead={"seniority": "director", "first_name": "Alice"},
        account={"employees": 100, "tools": ["CRM"]},
        signals=[LIKE, {"kind": "job_posted", "rank": 3, "by": "nobody"}],
        expect={
            "intent": 40,
            "fit": "= 100",
            "fit_upper": 100,
            "known_share": 1,
            "grade": "A2",
            "profile": "core",
            "segment": "hot",
            "rules": ["liked", "hiring"],
            "no_rules": ["visited"],
            "disqualified": False,
        },
    )
    assert result == ExampleResult("intent.yaml", "it", passed=True, message="")


def test_it_says_what_came_out_instead_and_why() -> None:
    result = one(
        signals=[LIKE],
        expect={"intent": ">= 20", "grade": "A1", "rules": ["hiring"], "segment": "none"},
    )
    assert not result.passed
    assert result.message == (
        "intent: expected >= 20, got 10; grade: expected A1, got C3; "
        "rules: hiring did not fire (fired: liked); segment: expected none, got hot; "
        "intent is made of liked +10.0"
    )


def test_it_keeps_examples_apart() -> None:
    results = run(
        {"name": "one", "signals": [LIKE], "expect": {"intent": 10}},
        {"name": "none", "expect": {"intent": 0, "rules": [], "no_rules": ["liked"]}},
        {"name": "also one", "signals": [LIKE], "expect": {"intent": "< 10.1"}},
    )
    assert [result.passed for result in results] == [True, True, True]


def test_it_counts_a_rule_that_takes_points() -> None:
    assert one(
        signals=[{"kind": "replied", "age": 0}], expect={"rules": ["no"], "intent": 0}
    ).passed


def test_it_takes_its_own_trackers_as_agreed_to() -> None:
    assert one(signals=[{"kind": "pricing_visited", "age": 3}], expect={"intent": 7}).passed
    elsewhere = {"kind": "pricing_visited", "age": 3, "feed": "web"}
    assert one(signals=[elsewhere], expect={"intent": 0}).passed


def test_it_gives_colleagues_signals_to_the_account_only() -> None:
    job = {"kind": "job_posted", "rank": 5, "by": "colleague"}
    assert one(signals=[job, {**LIKE, "by": "colleague"}], expect={"intent": 30}).passed


def test_it_explains_an_example_that_makes_no_sense() -> None:
    result = one(
        lead={"senority": "x"},
        account={"employees": "fifty"},
        signals=[{"kind": "post_like", "by": "me", "age": "old"}],
        expect={"intent": 0},
    )
    assert not result.passed
    assert result.message == (
        "unknown lead field 'senority'; did you mean 'seniority'?; "
        "account.employees is a number, not 'fifty'; "
        "unknown kind 'post_like'; did you mean 'post_liked'?; "
        "age: write days as a number, not 'old'; by: one of lead, colleague, nobody, not 'me'"
    )


def test_it_refuses_what_it_cannot_expect() -> None:
    result = one(expect={"intend": 3, "fit": "much"})
    assert "unknown expectation 'intend'" in result.message
    assert "fit: write a number or a comparison such as '>= 20', not 'much'" in result.message


def test_it_asks_the_engine_as_often_for_many_examples_as_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    ask = duck.run

    def counted(sql: str, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        asked.append(sql)
        return ask(sql, frames)

    monkeypatch.setattr(duck, "run", counted)
    example = {"name": "it", "signals": [LIKE], "expect": {"rules": ["liked"]}}
    assert [result.passed for result in run(example)] == [True]
    for_one, asked[:] = len(asked), []
    assert all(result.passed for result in run(*[example] * 200))
    assert len(asked) == for_one


def test_it_names_each_buyer_as_if_it_were_the_only_one() -> None:
    bought = {"kind": "purchased", "age": 10, "amount": 900, "currency": "EUR"}
    examples = [
        {"name": f"e{number}", "signals": [bought] * 3, "expect": {"segment": "loyal"}}
        for number in range(30)
    ]
    rich = {**bought, "amount": 90_000, "currency": "USD"}
    examples += [{"name": "rich", "signals": [rich] * 5, "expect": {"segment": "best"}}]
    ruleset = make_ruleset(
        segments={
            "segments": [
                a_segment("best", "rfm.segment = 'champions' and rfm.m = 5"),
                a_segment("loyal", "rfm.segment = 'loyal' and rfm.r = 5 and rfm.m = 2"),
            ],
            "tests": examples,
        }
    )
    assert [result.message for result in run_examples(ruleset) if not result.passed] == []


def test_it_tells_behaviours() -> None:
    ruleset = make_ruleset(
        segments={
            "segments": [],
            "behaviours": [
                {"id": "prudent", "label": "Prudent", "when": "lead.decision_style = 'rational'"}
            ],
            "tests": [
                {
                    "name": "rational people are prudent",
                    "lead": {"decision_style": "rational"},
                    "expect": {"behaviour": "prudent"},
                },
                {"name": "others are not", "expect": {"behaviour": "none"}},
                {"name": "nor zen", "expect": {"behaviour": "zen"}},
            ],
        }
    )
    found = run_examples(ruleset)
    assert [result.passed for result in found] == [True, True, False]
    assert found[2].message.startswith("behaviour: expected zen, got none")
