"""Calls: names, number and types of arguments, and where a function may be used."""

import pytest

from prospector.rules import fields
from prospector.rules.checker import Aggregate
from prospector.rules.conditions import ConditionError, Scope, parse_in

SCOPE = Scope(
    {**fields.INTENT, **fields.SEGMENT},
    allow_fired=True,
    values={"signal.kind": ("job_posted", "post_liked")},
)


def fault(source: str, scope: Scope = SCOPE) -> tuple[str, int]:
    with pytest.raises(ConditionError) as caught:
        parse_in(source, scope)
    message, offset = caught.value.faults[0]
    return message, offset


@pytest.mark.parametrize(
    "source",
    [
        "contains(signal.subject, 'sales', 'SDR', 'business developer', 'vente')",
        "Starts_With(coalesce(lead.title, account.name), 'head')",
        "matches_word(lead.title, 'it')",
        "has(account.tools, 'hubspot', signal.subject)",
        "coalesce(account.employees, account.sites, 0) > 3",
        "coalesce(account.crm_in_place, false)",
        "fired('hiring-sales-team')",
        "days_since('post_liked') <= 30 and count_signals('job_posted', 90) >= 2",
        "distinct_people('post_liked', 3650) + 1 > 2",
    ],
)
def test_it_accepts_calls_as_the_table_says(source: str) -> None:
    assert parse_in(source, SCOPE).source == source


@pytest.mark.parametrize(
    ("source", "message", "offset"),
    [
        ("contians(lead.title, 'a')", "unknown function 'contians'; did you mean 'contains'?", 0),
        ("contains(lead.title)", "write it as contains(text, 'a text', …)", 0),
        ("contains()", "write it as contains(text, 'a text', …)", 0),
        ("contains(lead.title, lead.owner)", "write it as contains(text, 'a text', …): texts in single quotes", 21),
        ("contains(lead.title, 3)", "write it as contains(text, 'a text', …): texts in single quotes", 21),
        ("contains(lead.title, '!')", "'!' has no letter or digit, and only these are compared; for a missing value write `… is null`", 21),
        ("contains(account.tools, 'x')", "contains(text, 'a text', …) takes a text here, not a list", 9),
        ("has(lead.title, 'x')", "has(list, item, …) takes a list here, not a text", 4),
        ("has(account.tools, 3)", "has(list, item, …) takes a text here, not a number", 19),
        ("coalesce(lead.title) = 'x'", "write it as coalesce(value, value, …)", 0),
        ("coalesce(lead.title, 3) = 'x'", "coalesce: values of one type, not number and text", 0),
        ("coalesce(account.tools, account.tools) is null", "coalesce takes no list", 0),
        ("days_since('job_posted', 3) > 1", "write it as days_since('kind')", 0),
        ("days_since('job_postd') > 1", "unknown kind 'job_postd'; did you mean 'job_posted'?", 11),
        ("days_since(signal.kind) > 1", "write it as days_since('kind'): texts in single quotes", 11),
        ("count_signals('job_posted') > 1", "write it as count_signals('kind', days)", 0),
        ("count_signals('job_posted', 0) > 1", "count_signals('kind', days): days is a whole number, 1 to 3650", 28),
        ("count_signals('job_posted', 2.5) > 1", "count_signals('kind', days): days is a whole number, 1 to 3650", 28),
        ("count_signals('job_posted', '7') > 1", "count_signals('kind', days): days is a whole number, 1 to 3650", 28),
        ("count_signals('job_posted', 99999) > 1", "count_signals('kind', days): days is a whole number, 1 to 3650", 28),
        ("fired(hiring)", "unknown field 'hiring'; did you mean the text 'hiring'?", 6),
        ("fired(3)", "write it as fired('rule-id'): texts in single quotes", 6),
        ("count_signals('job_posted', 3)", "a true-or-false value is wanted here, not a number", 0),
    ],
)  # fmt: skip
def test_it_refuses_other_calls(source: str, message: str, offset: int) -> None:
    assert fault(source) == (message, offset)


def test_it_keeps_fired_for_segments() -> None:
    assert fault("fired('a')", Scope(fields.INTENT)) == ("fired() is for segments only", 0)


def test_it_keeps_questions_about_signals_out_of_fit() -> None:
    scope = Scope(fields.FIT, aggregates=False)
    message = "days_since() is for segments and intent rules only"
    assert fault("days_since('a') > 3", scope) == (message, 0)


def test_it_notes_what_the_engine_must_compute() -> None:
    expression = parse_in(
        "fired('a') and distinct_people('post_liked', 30) > days_since('job_posted')", SCOPE
    )
    assert expression.fired == {"a"}
    assert expression.aggregates == {
        Aggregate("distinct_people", "post_liked", 30),
        Aggregate("days_since", "job_posted", None),
    }


def test_it_checks_no_kind_where_none_is_known() -> None:
    assert parse_in("days_since('anything') > 3", Scope(fields.SEGMENT)).aggregates
