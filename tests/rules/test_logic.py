"""What follows from what, against every row a small world can have."""

import itertools

import pytest
from hypothesis import given, settings
from sqlglot import exp

from prospector.rules import fields, logic
from prospector.rules.conditions import parse
from tests.rules.trees import Sample, simple

WORLD = [
    {"account.sites": sites, "account.city": city, "account.crm_in_place": crm}
    for sites, city, crm in itertools.product(
        (None, -1, 0, 0.5, 1, 1.5, 2, 3), (None, "sales", "of", "elsewhere"), (None, True, False)
    )
]


def tree(source: str) -> exp.Expression:
    return parse(source, fields.SEGMENT, allow_fired=True).tree


@settings(max_examples=300, deadline=None)
@given(simple, simple)
def test_it_never_claims_what_a_row_refutes(later: Sample, earlier: Sample) -> None:
    if logic.implies(tree(later.text), tree(earlier.text)):
        assert all(earlier.worth(row) is True for row in WORLD if later.worth(row) is True)


@settings(max_examples=300, deadline=None)
@given(simple)
def test_it_knows_always_and_never_only_where_they_hold(sample: Sample) -> None:
    if logic.always(tree(sample.text)):
        assert all(sample.worth(row) is True for row in WORLD)
    if logic.never(tree(sample.text)):
        assert not any(sample.worth(row) is True for row in WORLD)


@settings(max_examples=100, deadline=None)
@given(simple, simple)
def test_it_sees_through_and_and_or(one: Sample, other: Sample) -> None:
    first, second = tree(one.text), tree(other.text)
    both, either = tree(f"{one.text} and {other.text}"), tree(f"{other.text} or {one.text}")
    assert logic.implies(first, first)
    assert logic.implies(both, first)
    assert logic.implies(both, second)
    assert logic.implies(first, either)
    assert logic.implies(both, either)


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("grade = 'A1'", "grade in ('A1', 'A2')"),
        ("grade in ('A1', 'A2')", "'a2' = grade or grade = 'A1'"),
        ("fit >= 70", "fit > 50"),
        ("70 <= fit", "fit >= 70"),
        ("fit between 60 and 70", "fit >= 50 and fit < 71"),
        ("fit = 3", "fit between 2 and 4"),
        ("days_since('x') < 3", "days_since('x') <= 5"),
        ("fit >= 70 and fired('a')", "fired('b') or fired('a')"),
        ("(fired('a') or fired('b')) and fit > 3", "fired('b') or fired('a')"),
        ("not fired('a')", "(not fired('a'))"),
        ("lead.title = 'x'", "lead.title is not null"),
        ("lead.title = 'x'", "lead.title <> 'y' and lead.title not in ('z')"),
        ("fired('a')", "lead.title is null or lead.title is not null"),
        ("fired('a')", "1 = 1"),
        ("fit > 5 and fit < 3", "fired('a')"),
    ],
)
def test_it_finds_what_follows(later: str, earlier: str) -> None:
    assert logic.implies(tree(later), tree(earlier))


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("grade in ('A1', 'A2')", "grade = 'A1'"),
        ("fit >= 50", "fit > 50"),
        ("fit >= 50", "intent >= 50"),
        ("fit >= 50", "fit = 60"),
        ("fired('a') or fired('b')", "fired('a')"),
        ("lead.title = 'x'", "lead.title not in ('x', 'y')"),
        ("lead.title = 'x'", "lead.owner is not null"),
        ("not (fired('a') and fired('b'))", "not fired('a')"),
        ("fired('a')", "not (fit > 5 and fit < 3)"),
    ],
)
def test_it_does_not_find_what_does_not(later: str, earlier: str) -> None:
    assert not logic.implies(tree(later), tree(earlier))


@pytest.mark.parametrize(
    "source",
    [
        "false",
        "not true",
        "1 = 2",
        "grade = 'A1' and grade = 'A2'",
        "(grade = 'A1' or grade = 'B1') and fit > 3 and grade = 'C1'",
        "fit > 5 and fit < 3",
        "fit > 5 and fit <= 5",
        "fit between 5 and 3",
        "fit = 3 and fit > 3",
        "(fit > 5 and fit < 3) or 'a' = 'b'",
    ],
)
def test_it_finds_contradictions(source: str) -> None:
    assert logic.never(tree(source))


@pytest.mark.parametrize(
    "source", ["fit >= 5 and fit <= 5", "grade = 'A1' and fit = 3", "not fired('a')"]
)
def test_it_leaves_the_possible_alone(source: str) -> None:
    assert not logic.never(tree(source))
