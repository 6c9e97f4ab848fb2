"""The first segment whose condition holds wins; unknown does not hold."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from prospector.engine import scoring, segments
from tests.rulesets import intent_rule, segment
from tests.stories import Story, story, world

RULES = [
    intent_rule("liked", "signal.kind = 'post_liked'", 30, half_life="never"),
    intent_rule("left", "signal.kind = 'replied'", -10, half_life="never"),
]


def told(*conditions: str, **more: Any) -> Story:
    return story(
        {
            "intent": {"rules": RULES},
            "segments": {
                "segments": [segment(f"s{index}", when) for index, when in enumerate(conditions)]
            },
            "accounts": {"acme": {"employees": 100, "country": "FR"}, "globex": {}},
            "leads": {
                "alice": {"account": "acme", "seniority": "director"},
                "bob": {"account": "globex"},
                "erin": {},
            },
            "signals": [{"id": "s1", "by": "alice", "kind": "post_liked", "age": 1}],
            **more,
        }
    )


def found(one: Story) -> dict[str, str]:
    """The segment each lead falls into."""
    made, leads = world(one)
    scored = scoring.scores(one.ruleset, made, {})
    rows = segments.memberships(one.ruleset, made, scored).rows(named=True)
    places = {row["lead_id"]: row["place"] for row in rows}
    return {name: f"s{places[lead]}" for name, lead in leads.items() if lead in places}


def test_it_takes_the_first_that_holds() -> None:
    assert found(told("fired('liked')", "fit.upper >= 60", "true")) == {
        "alice": "s0",
        "bob": "s1",
        "erin": "s1",
    }


def test_it_puts_nobody_where_nothing_is_known_to_hold() -> None:
    assert found(told("account.employees > 50")) == {"alice": "s0"}
    assert found(told("not account.employees > 50")) == {}
    assert found(told()) == {}


@pytest.mark.parametrize(
    ("when", "who"),
    [
        ("grade = 'A2'", {"alice"}),
        ("grade in ('a2', 'C3') and fit.lower = 0", {"bob", "erin"}),
        ("fit = 100 and intent = 30", {"alice"}),
        ("fit.known_share < 0.5", {"bob", "erin"}),
        ("fit.expected = 50", {"bob", "erin"}),
        ("fit.profile = 'core'", {"alice", "bob", "erin"}),
        ("count_signals('post_liked', 7) = 1", {"alice"}),
        ("not fired('left')", {"alice", "bob", "erin"}),
    ],
)
def test_it_reads_the_score(when: str, who: set[str]) -> None:
    assert set(found(told(when))) == who


PURCHASES = [
    {"id": "p1", "account": "acme", "kind": "purchased", "amount": 100.1, "currency": "EUR", "age": 400},
    {"id": "p2", "by": "alice", "kind": "purchased", "amount": 0.2, "age": 380},
    {"id": "p3", "account": "acme", "kind": "purchased", "amount": 900, "currency": "USD", "age": 800},
    {"id": "p4", "by": "erin", "kind": "purchased", "amount": 7, "currency": "USD", "age": 30},
]  # fmt: skip


@pytest.mark.parametrize(
    ("when", "who"),
    [
        ("rfm.recency_days > 365", {"alice"}),
        ("rfm.recency_days = 30", {"erin"}),
        ("rfm.frequency = 3", {"alice"}),
        ("rfm.frequency = 0", {"bob"}),
        ("rfm.monetary = 100.3", {"alice"}),
        ("rfm.monetary is null", {"bob"}),
        ("rfm.r = 1 and rfm.f = 3", {"alice"}),
        ("rfm.segment = 'At risk'", {"alice"}),
        ("rfm.segment = 'new with potential'", {"erin"}),
        ("not rfm.segment = 'lost'", {"alice", "erin"}),
        ("rfm.trend = -1", {"alice"}),
    ],
)
def test_it_reads_purchases_in_one_currency(when: str, who: set[str]) -> None:
    assert set(found(told(when, signals=PURCHASES))) == who


def test_it_takes_what_it_was_told_of_all_buyers() -> None:
    one = told("rfm.r = 5", signals=PURCHASES)
    made, leads = world(one)
    scored = scoring.scores(one.ruleset, made, {})
    cuts = segments.cuts(one.ruleset, made)
    assert cuts is not None
    late = replace(cuts, recency=(5 * 500, 5 * 600, 5 * 700, 5 * 800))
    rows = segments.memberships(one.ruleset, replace(made, cuts=late), scored)
    assert set(rows["lead_id"]) == {leads["alice"], leads["erin"]}
    assert segments.cuts(told("true").ruleset, made) is None


def test_it_reads_the_pace_of_an_account() -> None:
    likes = [
        {"id": f"l{age}-{by}", "by": by, "account": "acme", "kind": "post_liked", "age": age}
        for age in (1, 2, 40)
        for by in ("alice", "bob")
    ]
    assert set(found(told("account.surge >= 60", signals=likes))) == {"alice"}
    assert set(found(told("account.surge is null", signals=likes))) == {"bob", "erin"}


def test_it_names_the_branch_that_held() -> None:
    one = told("fit = 3 or fired('liked') and fit >= 60", "fit.upper >= 60")
    made, leads = world(one)
    scored = scoring.scores(one.ruleset, made, {})
    rows = {
        row["lead_id"]: (row["place"], row["branch"])
        for row in segments.memberships(one.ruleset, made, scored).rows(named=True)
    }
    assert segments.reason(one.ruleset, *rows[leads["alice"]]) == "fired('liked') AND fit >= 60"
    assert segments.reason(one.ruleset, *rows[leads["bob"]]) == "fit.upper >= 60"


def test_it_finds_every_condition_that_holds_also_those_taken_before() -> None:
    one = told("fired('liked')", "fit.upper >= 60", "true", "account.employees > 500")
    made, leads = world(one)
    scored = scoring.scores(one.ruleset, made, {})
    held = segments.holding(one.ruleset, made, scored).rows()
    names = {lead: name for name, lead in leads.items()}
    assert sorted((names[lead], place) for lead, place in held) == [
        ("alice", 0),
        ("alice", 1),
        ("alice", 2),
        ("bob", 1),
        ("bob", 2),
        ("erin", 1),
        ("erin", 2),
    ]
    none = told()
    made, _ = world(none)
    assert segments.holding(none.ruleset, made, scored).is_empty()


@pytest.mark.parametrize(
    "conditions", [("intent >= 20", "true"), ("fit.upper >= 60 or intent >= 50", "intent >= 20")]
)
def test_it_puts_a_lead_into_the_first_of_all_that_hold(conditions: tuple[str, ...]) -> None:
    one = told(*conditions)
    made, _ = world(one)
    scored = scoring.scores(one.ruleset, made, {})
    first = segments.holding(one.ruleset, made, scored).group_by("lead_id").agg(pl.min("place"))
    chosen = segments.memberships(one.ruleset, made, scored).select("lead_id", "place")
    assert first.sort("lead_id").equals(chosen.sort("lead_id"))


@pytest.mark.parametrize(
    ("when", "differs"),
    [
        ("intent > 9", [False, False, False]),
        ("intent > 2.45", [False, True, False]),
        ("intent + 1 > 2.45", [False, True, True]),
        ("fired('liked')", [True, False, False]),
        ("grade = 'B1'", [False, False, False]),
    ],
)
def test_it_sees_of_a_number_on_which_side_of_a_comparison_it_lies(
    when: str, differs: list[bool]
) -> None:
    numbers = {"intent": [2.41, 2.44, 2.5, 2.6], "r0": [0.0, 1, 2, 3], "grade": ["B1"] * 4}
    rows = pl.DataFrame(numbers).with_columns((pl.col("intent", "r0") * 10**9).cast(pl.Int64))
    seen = rows.select(
        one.alias(str(n)) for n, one in enumerate(segments.reading(told(when).ruleset))
    )
    steps = seen.select(pl.struct(pl.all()).rle_id()).to_series().diff().drop_nulls()
    assert [step > 0 for step in steps] == differs
