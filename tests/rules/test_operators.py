"""Types: what may be compared, joined and computed with what."""

import pytest

from prospector.rules import fields
from prospector.rules.conditions import ConditionError, parse
from prospector.rules.dialect import tree_of
from prospector.rules.operators import bare, chain, micros_of


@pytest.mark.parametrize(
    "source",
    [
        "lead.title = 'x' and account.employees > 3 or not account.crm_in_place",
        "account.employees + 2 * account.sites - 1 >= -3 / account.revenue",
        "account.employees between 10 and 50 and lead.title between 'a' and 'b'",
        "account.employees in (1, -2, 3.5) and lead.title not in ('a', 'b')",
        "lead.title is null and account.tools is not null and signal.occurred_at is null",
        "account.crm_in_place = true and account.crm_in_place <> false",
        "account.crm_in_place is true and (account.employees > 3) is not false",
        "signal.occurred_at >= date '2026-01-31'",
        "signal.occurred_at between date '2026-01-01' and date '2026-12-31'",
        "lead.title = account.name and lead.title < 'm'",
        "'x' = lead.title",
    ],
)
def test_it_accepts_values_of_one_type(source: str) -> None:
    assert parse(source, fields.INTENT).source == source


@pytest.mark.parametrize(
    ("source", "message", "offset"),
    [
        ("account.employees >= 'fifty'", "cannot compare a number with a text", 0),
        ("signal.occurred_at > 3", "cannot compare a time with a number", 0),
        ("account.crm_in_place = 'yes'", "cannot compare a true-or-false value with a text", 0),
        ("account.crm_in_place > false", "true and false have no order: use = or <>", 0),
        ("account.tools = account.tools", "a list cannot be compared: use has(list, 'value')", 0),
        ("lead.title = null", "nothing equals null: write `… is null` or `… is not null`", 0),
        ("true and (lead.title = null)", "nothing equals null: write `… is null` or `… is not null`", 10),
        ("null", "null stands only after `is` and `is not`", 0),
        ("lead.title", "a true-or-false value is wanted here, not a text", 0),
        ("true and lead.title", "`and` takes a true-or-false value, not a text", 9),
        ("true or 3", "`or` takes a true-or-false value, not a number", 8),
        ("not lead.title", "`not` takes a true-or-false value, not a text", 4),
        ("lead.title + 1 > 2", "arithmetic takes a number, not a text", 0),
        ("- lead.title > 2", "arithmetic takes a number, not a text", 2),
        ("account.employees in ()", "`in` needs a list of values: in ('a', 'b')", 0),
        ("account.employees in", "`in` needs a list of values: in ('a', 'b')", 0),
        ("account.employees in lead.title", "`in` needs a list of values: in ('a', 'b')", 0),
        ("account.employees in ('a')", "a number is not found among values of another type", 22),
        ("lead.title in ('a', null)", "null is in no list: write `… is null or … in (…)`", 0),
        ("lead.title in ('a', lead.owner)", "the list of `in` holds texts or numbers only", 20),
        ("account.employees between 'a' and 3", "`between` takes three numbers, three texts or three times", 0),
        ("account.crm_in_place between true and false", "`between` takes three numbers, three texts or three times", 0),
        ("lead.title is 'x'", "`is` goes with null, true or false only", 0),
        ("lead.title is true", "a text is neither true nor false", 0),
        ('lead.title = "x"', "texts go in single quotes: 'x'", 13),
        ("lead.title = ''", "'' has no letter or digit, and only these are compared; for a missing value write `… is null`", 13),
        ("lead.title = '--'", "'--' has no letter or digit, and only these are compared; for a missing value write `… is null`", 13),
        ("account.employees > 1e400", "not a usable number: 1e400", 20),
        ("account.employees > 10000000000000000", "not a usable number: 10000000000000000", 20),
        ("signal.occurred_at > date '2026-02-30'", "'2026-02-30' is not a day: write date '2026-01-31'", 26),
        ("signal.occurred_at > date 'today'", "'today' is not a day: write date '2026-01-31'", 26),
        ("account.employees > timestamp '2026-01-01'", "the only typed value is a day: date '2026-01-31'", 30),
    ],
)  # fmt: skip
def test_it_refuses_values_that_do_not_go_together(source: str, message: str, offset: int) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(source, fields.INTENT)
    assert (message, offset) in caught.value.faults


def test_it_says_one_mistake_once() -> None:
    with pytest.raises(ConditionError) as caught:
        parse("not (signal.knd = 'x' and true) or signal.knd + 1 > 2", fields.INTENT)
    assert len(caught.value.faults) == 2


def test_it_flattens_chains() -> None:
    assert [term.sql() for term in chain(tree_of("a and b and (c and d) and e"))] == [
        "a",
        "b",
        "(c AND d)",
        "e",
    ]
    assert bare(tree_of("((a))")).sql() == "a"


def test_it_knows_midnight() -> None:
    assert micros_of("1970-01-02") == 86_400_000_000
    assert micros_of("1969-12-31") == -86_400_000_000
    assert micros_of("2026-2-3") is None
    assert micros_of("20260203") is None
