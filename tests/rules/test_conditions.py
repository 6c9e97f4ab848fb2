"""Conditions: what they speak of, and everything that is wrong with them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospector.rules import fields
from prospector.rules.conditions import Aggregate, ConditionError, Scope, parse, parse_in
from prospector.rules.dialect import Fault
from prospector.rules.functions import FUNCTIONS
from prospector.rules.models import ValueType
from tests.rules.trees import Sample, conditions

KINDS = ("job_posted", "post_liked")
_SQL = """
    and or not in is null true false between like case when then end select from exists date
    interval cast as distinct any all row over filter within array struct map -> ( ) , . ; + - *
    / % = <> < > >= || :: [ ] { } ? @ # $ ' \" -- /* */ 1 2.5 'a' 'job_posted'
"""
_WORDS = [*fields.INTENT, *(f"{name}(" for name in FUNCTIONS), *_SQL.split()]


def faults(source: str) -> list[Fault]:
    try:
        parse(source, fields.INTENT, kinds=KINDS)
    except ConditionError as error:
        return error.faults
    return []


def test_it_lists_what_it_reads() -> None:
    expression = parse(
        "signal.kind = 'job_posted' and (account.employees > 3 or days_since('post_liked') < 4)",
        fields.INTENT,
        kinds=KINDS,
    )
    assert expression.fields == {"signal.kind", "account.employees"}
    assert expression.aggregates == {Aggregate("days_since", "post_liked", None)}
    assert expression.fired == frozenset()
    assert expression.type is ValueType.BOOL


def test_it_lists_the_rules_a_segment_waits_for() -> None:
    expression = parse("fired('a') or not fired('b')", fields.SEGMENT, allow_fired=True)
    assert expression.fired == {"a", "b"}


def test_it_reads_the_priority_as_a_number() -> None:
    expression = parse("intent * fit_expected / 100", fields.PRIORITY, expects=ValueType.NUMBER)
    assert expression.type is ValueType.NUMBER
    with pytest.raises(ConditionError, match="a number is wanted here, not a true-or-false value"):
        parse("intent > 3", fields.PRIORITY, expects=ValueType.NUMBER)
    with pytest.raises(ConditionError, match="a true-or-false value is wanted here, not a number"):
        parse("intent", fields.PRIORITY)


def test_it_reports_everything_at_once_in_order() -> None:
    with pytest.raises(ConditionError) as caught:
        parse("signal.knd = 'x' and lead.title > 3 or contians(lead.title, 'a')", fields.INTENT)
    assert [offset for _, offset in caught.value.faults] == [0, 21, 39]
    assert str(caught.value) == "unknown field 'signal.knd'; did you mean 'signal.kind'?"


def test_it_checks_known_values_of_a_scope() -> None:
    scope = Scope(fields.SEGMENT, values=fields.VALUES)
    assert parse_in("account.relation in ('customer', 'Open opportunity')", scope)
    with pytest.raises(ConditionError, match="unknown relation 'client'"):
        parse_in("account.relation <> 'client'", scope)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120))
def test_it_answers_any_text_with_an_expression_or_an_error(source: str) -> None:
    assert all(fault.message and 0 <= fault.offset <= len(source) for fault in faults(source))


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join))
def test_it_answers_any_mix_of_sql_words_with_an_expression_or_an_error(source: str) -> None:
    assert all(fault.message and 0 <= fault.offset <= len(source) for fault in faults(source))


@settings(max_examples=100, deadline=None)
@given(conditions)
def test_it_reads_every_condition_of_the_language(sample: Sample) -> None:
    assert parse(sample.text, fields.FIT).type is ValueType.BOOL
