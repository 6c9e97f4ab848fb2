"""From text to tree: one expression, within bounds, or a reason and its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from prospector.rules.dialect import MAX_LENGTH, ConditionError, Fault, offset_of, tree_of


def refused(source: str) -> tuple[str, int]:
    with pytest.raises(ConditionError) as caught:
        tree_of(source)
    return caught.value.message, caught.value.offset


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a and b or c", exp.Or),
        ("contains(x, 'a', 'b', 'c', 'd')", exp.Anonymous),
        ("left(x) = coalesce(y, 'z')", exp.EQ),
        ("not a = b", exp.Not),
        ("a -- why\n and b", exp.And),
        ("x between 1 and 2 and y", exp.And),
    ],
)
def test_it_reads_sql_without_builtin_functions(source: str, kind: type[exp.Expression]) -> None:
    assert type(tree_of(source)) is kind


@pytest.mark.parametrize(
    ("source", "message", "offset"),
    [
        ("", "the condition is empty", 0),
        ("  \n", "the condition is empty", 0),
        ("-- only a comment", "the condition is empty", 0),
        ("a b", "cannot read the condition at 'b'", 2),
        ("a and", "the condition ends after 'and': something is missing", 2),
        ("a and\nor b", "cannot read the condition at 'or'", 6),
        ("(a", "a parenthesis is not closed", 0),
        ("a and (b or (c)", "a parenthesis is not closed", 6),
        ("a)", "cannot read the condition at ')'", 1),
        ("x = 'abc", "a text lacks its closing quote", 4),
        ("/* x", "a comment or quoted name is not closed", 0),
        ("x = \u2018abc\u2019", "write texts in straight single quotes: 'like this'", 4),
        ("x = `abc`", "write texts in straight single quotes: 'like this'", 4),
        ("a; b", "a condition is exactly one expression", 1),
        ("drop table lead", "cannot read the condition at 'drop'", 0),
        ("select 1", "cannot read the condition at 'select'", 0),
        ("x limit 5", "cannot read the condition at 'limit'", 2),
    ],
)
def test_it_says_what_it_cannot_read(source: str, message: str, offset: int) -> None:
    assert refused(source) == (message, offset)


def test_it_reads_curly_quotes_inside_a_text() -> None:
    assert tree_of("x = 'l\u2019usine'").expression.name == "l\u2019usine"


def test_it_refuses_long_conditions() -> None:
    long = "a or " * (MAX_LENGTH // 5) + "a"
    assert refused(long)[0] == "longer than 2000 characters: split it into several rules"
    assert tree_of(long[: MAX_LENGTH - 4])


@pytest.mark.parametrize("nest", ["(", "not ", "- ", "f(", "a in (", "case when "])
def test_it_refuses_deep_conditions_without_a_traceback(nest: str) -> None:
    source = (nest * 1000)[: MAX_LENGTH - 1] + "a"
    assert refused(source)[0]


def test_it_knows_where_nodes_begin() -> None:
    tree = tree_of("alpha and contains(beta, 'x') or 1 = 2")
    assert [offset_of(node) for node in tree.find_all(exp.Anonymous, exp.EQ)] in (
        [10, 33],
        [33, 10],
    )
    assert offset_of(exp.true()) == 0


def test_it_holds_every_fault_and_shows_the_first() -> None:
    error = ConditionError([Fault("one", 3), Fault("two", 5)])
    assert (str(error), error.offset, len(error.faults)) == ("one", 3, 2)


@given(st.text(max_size=80))
def test_it_survives_any_text(source: str) -> None:
    try:
        offset = offset_of(tree_of(source))
    except ConditionError as error:
        offset = error.offset
    assert 0 <= offset <= len(source)
