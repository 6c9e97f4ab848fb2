"""A rule spelled for the engine: only what it needs, and the half-life that holds."""

from typing import Any

import pytest

from prospector.engine.terms import Term, joins, questions, terms
from tests.rulesets import intent_rule, make_ruleset


def spelled(when: str, points: float = 8, **more: Any) -> Term:
    rule = intent_rule("r", when, points, **more)
    return terms(make_ruleset(intent={"rules": [rule]}))[0]


def test_it_multiplies_only_by_what_is_not_one() -> None:
    plain = spelled("signal.kind = 'post_liked'", half_life="never", redundancy=1)
    assert plain.points(1) == "CAST(round(8000000000.0e0 * s.confidence) AS BIGINT)"
    assert plain.points(0.5) == "CAST(round(4000000000.0e0 * s.confidence) AS BIGINT)"


def test_it_takes_the_half_life_of_the_kind_a_condition_pins() -> None:
    assert spelled("signal.kind = 'event_attended'").decay == "pow(2e0, -s.age / 30.0e0)"
    assert spelled("(signal.kind in ('post_liked'))").decay == "pow(2e0, -s.age / 14.0e0)"
    assert (
        spelled("signal.kind = 'event_attended'", half_life=7).decay == "pow(2e0, -s.age / 7.0e0)"
    )


def test_it_asks_the_kind_where_a_condition_leaves_several() -> None:
    decay = spelled("signal.kind in ('event_attended', 'tool_adopted')").decay
    assert "WHEN s.kind IN ('event attended') THEN pow(2e0, -s.age / 30.0e0)" in decay
    assert "WHEN s.kind IN ('tool adopted') THEN 1e0" in decay
    assert spelled("signal.kind <> 'replied'").decay.startswith("CASE WHEN s.kind IN")


@pytest.mark.parametrize(
    ("when", "kinds"),
    [
        ("signal.kind = 'post_liked'", {"post liked"}),
        ("(signal.kind in ('post_liked', 'replied')) and signal.amount > 1", {"post liked", "replied"}),
        ("signal.kind = 'post_liked' or (signal.kind = 'replied' and lead.title = 'x')", {"post liked", "replied"}),
        ("signal.kind in ('post_liked', 'replied') and signal.kind = 'replied'", {"replied"}),
        ("signal.kind = 'post_liked' or signal.amount > 1", None),
        ("not signal.kind = 'post_liked'", None),
        ("signal.kind <> 'post_liked'", None),
        ("signal.kind = signal.subject", None),
        ("true", None),
    ],
)  # fmt: skip
def test_it_knows_the_kinds_a_condition_can_hold_for(when: str, kinds: set[str] | None) -> None:
    assert spelled(when).kinds == kinds


def test_it_keeps_the_horizon_with_the_condition() -> None:
    assert spelled("signal.amount > 1", horizon=90).counts.endswith("AND s.age <= 90.0e0")


def test_it_judges_an_account_rule_per_lead_only_if_it_reads_the_lead() -> None:
    about = "signal.kind = 'job_posted'"
    assert not spelled(about, scope="account").judged_per_lead
    assert spelled(f"{about} and lead.function = 'sales'", scope="account").judged_per_lead
    assert spelled(f"{about} and days_since('replied') > 9", scope="account").judged_per_lead
    assert not spelled(f"{about} and lead.function = 'sales'").judged_per_lead


def test_it_joins_only_rows_that_are_read() -> None:
    assert joins([spelled("signal.kind = 'post_liked'")], "l.account_id") == ""
    counting = spelled("account.employees > 3 and count_signals('post_liked', 7) > 1")
    assert joins([counting], "l.account_id") == (
        "LEFT JOIN accounts a ON a.account_id = l.account_id "
        "LEFT JOIN counts c ON c.lead_id = l.lead_id"
    )


def test_it_asks_each_question_once() -> None:
    rules = [
        intent_rule("a", "count_signals('post_liked', 7) > 1", 1),
        intent_rule("b", "count_signals('post_liked', 7) > 2 and days_since('replied') > 1", 1),
    ]
    assert len(questions(make_ruleset(intent={"rules": rules}))) == 2
