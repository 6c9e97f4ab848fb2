"""Conditions as SQL text, compared with plain Python on a real DuckDB."""

import pytest
from hypothesis import given, settings

from prospector.rules import fields
from prospector.rules.conditions import Aggregate, parse
from prospector.rules.models import ValueType
from prospector.rules.spelling import spell_node, text_literal, to_sql
from tests.rules.trees import ROWS, Sample, conditions, in_duckdb


def sql(source: str, **how: object) -> str:
    expression = parse(source, {**fields.INTENT, **fields.SEGMENT}, allow_fired=True)
    return to_sql(expression, lambda name: name.replace(".", "_"), **how)  # type: ignore[arg-type] # the callbacks under test


@settings(max_examples=200, deadline=None)
@given(conditions)
def test_it_means_in_duckdb_what_it_means_in_python(sample: Sample) -> None:
    assert in_duckdb(sample.text) == [sample.worth(row) for row in ROWS]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("lead.title = 'Häd Of-Sales'", "(lead_title = 'had of sales')"),
        ("account.employees >= 50", "(account_employees >= 50.0e0)"),
        (
            "account.employees / account.sites > 1e3",
            "((CAST(account_employees AS DOUBLE) / nullif(CAST(account_sites AS DOUBLE), 0e0)) > 1000.0e0)",
        ),
        ("account.employees <> -1", "(account_employees <> (- 1.0e0))"),
        (
            "not (fit > 3 and intent > 2 or true)",
            "(NOT (((fit > 3.0e0) AND (intent > 2.0e0)) OR TRUE))",
        ),
        ("account.crm_in_place is not true", "(NOT coalesce(account_crm_in_place, FALSE))"),
        (
            "signal.occurred_at < date '1970-01-02'",
            "(signal_occurred_at < CAST(86400000000 AS BIGINT))",
        ),
        ("grade in ('A1', 'B2')", "(grade IN ('a1', 'b2'))"),
    ],
)
def test_it_spells_every_part(source: str, text: str) -> None:
    assert sql(source) == text


def test_it_asks_the_caller_for_what_only_the_engine_knows() -> None:
    source = "fired('hiring-sales') and count_signals('page_visited', 7) / 2 > days_since('page_visited')"
    asked: list[Aggregate] = []

    def aggregate(question: Aggregate) -> str:
        asked.append(question)
        return f"q{len(asked)}"

    text = sql(source, fired=lambda rule: f"[{rule}]", aggregate=aggregate)
    assert text == "([hiring-sales] AND ((CAST(q1 AS DOUBLE) / nullif(2.0e0, 0e0)) > q2))"
    assert asked == [
        Aggregate("count_signals", "page_visited", 7),
        Aggregate("days_since", "page_visited", None),
    ]


@pytest.mark.parametrize("source", ["fired('a')", "days_since('a') > 1"])
def test_it_refuses_to_guess_them(source: str) -> None:
    with pytest.raises(ValueError, match=r"has no text here"):
        sql(source)


def test_it_escapes_texts() -> None:
    assert text_literal("l'Usine \\ d''or") == "'l usine d or'"


def test_it_spells_equal_conditions_alike() -> None:
    one, other = (
        parse(text, fields.SEGMENT, allow_fired=True).tree
        for text in ("((fired('a')) AND fit>3)", "fired('a') and Fit > 3.0")
    )
    assert spell_node(one) == spell_node(other) == "(fired(a) AND (fit > 3.0e0))"
    question = parse("days_since('a')", {}, expects=ValueType.NUMBER).tree
    assert spell_node(question) == "days_since(a, None)"
