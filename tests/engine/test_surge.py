"""Surge and momentum: an account's pace against its own past, as rules read it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospector.engine import later, scoring, surge
from prospector.engine.possible import possible
from tests import reference
from tests.rulesets import intent_rule
from tests.stories import DAY, Story, signal, story, world

ALWAYS = intent_rule("any", "signal.kind = 'post_liked'", 1, half_life="never")


def told(*signals: tuple[float, str | None], **more: Any) -> Story:
    """Likes at Acme by age in days and person."""
    return story(
        {
            "intent": {"rules": [ALWAYS]},
            "accounts": {"acme": {}, "quiet": {}},
            "leads": {
                "alice": {"account": "acme"},
                "bob": {"account": "acme"},
                "carol": {"account": "acme"},
                "dave": {"account": "quiet"},
            },
            "signals": [
                {"id": f"s{index}", "by": by, "account": "acme", "kind": "post_liked", "age": age}
                for index, (age, by) in enumerate(signals)
            ],
            **more,
        }
    )


def found(one: Story) -> dict[str, Any]:
    """What is told of Acme."""
    made, _ = world(one)
    rows = surge.bursts(one.ruleset, made)
    return next(row for row in rows.rows(named=True) if row["account_id"] == 1)


#: Five person-days lately by two people, four in the twelve weeks before.
BUSY = [(0, "alice"), (3, "alice"), (3.5, "alice"), (5, "bob"), (8, None), (20.9, "bob")]
BEFORE = [(21, "alice"), (40, "bob"), (60, "bob"), (104.9, "carol"), (105, "carol")]


def test_it_compares_person_days_lately_with_those_before() -> None:
    row = found(told(*BUSY, *BEFORE))
    # 3 and 3.5 days ago are one day of one person; 105 days ago is too long ago.
    counts = {name: row[f"surge_{name}"] for name in ("lately", "before", "people")}
    assert counts == {"lately": 5, "before": 4, "people": 2}
    # (4 * 5 - 4) / sqrt(4 * (5 + 4 + 5)) = 16 / 7.4833 = 2.1381
    assert row["surge"] == 71.4
    # A week: days 0, 3, 5; the three weeks before: 8 and 20.9, and 21: (9 - 3) / sqrt(3 * 10)
    assert (row["momentum_lately"], row["momentum_before"]) == (3, 3)
    assert row["momentum"] == 61.0


@pytest.mark.parametrize(
    ("signals", "why"),
    [
        (BUSY, "no_history"),
        ([(1, "alice"), (2, "alice"), (3, None), (50, "bob")], "few_people"),
        ([(1, "alice"), (2, "bob"), (50, "bob")], None),
        ([(50, "bob"), (60, "bob")], None),
    ],
)
def test_it_is_unknown_without_a_past_or_by_one_person(
    signals: list[tuple[float, str | None]], why: str | None
) -> None:
    row = found(told(*signals))
    assert (row["surge"] is None) == (why is not None)
    assert surge.why_unknown(row, surge.SURGE) == why


def test_it_stays_between_0_and_100_and_near_50_for_few_signals() -> None:
    many = [(day / 2, who) for day in range(42) for who in ("alice", "bob", "carol")]
    assert found(told(*many, (50, "bob")))["surge"] == 100
    assert found(told((1, "alice"), *((float(day), "bob") for day in range(21, 105))))["surge"] < 10
    assert found(told((30, "bob")))["surge"] == 48.0


def test_it_counts_what_the_rules_name_and_never_an_answer_to_us() -> None:
    answers = [
        {"id": f"r{age}", "by": "alice", "account": "acme", "kind": "replied", "age": age}
        for age in (1, 30)
    ]
    silent = told(signals=answers)
    made, _ = world(silent)
    assert surge.bursts(silent.ruleset, made).is_empty()
    named = told(
        signals=answers, intent={"rules": [ALWAYS], "surge": {"kinds": ["replied"], "people": 1}}
    )
    assert found(named)["surge"] is not None


def scores(one: Story) -> dict[str, dict[str, Any]]:
    made, leads = world(one)
    rows = scoring.scores(one.ruleset, made, scoring.priors(one.ruleset, made)).rows(named=True)
    return {name: row for name, lead in leads.items() for row in rows if row["lead_id"] == lead}


def test_it_is_read_by_intent_fit_and_priority() -> None:
    fit = {"profiles": [{"id": "p", "label": "P", "groups": [{"id": "g", "rules": [
        {"id": "busy", "when": "account.surge >= 60", "points": 10},
    ]}]}]}  # fmt: skip
    intent = {"rules": [intent_rule("busy", "signal.kind = 'post_liked' and account.surge > 71", 7,
                                    half_life="never", cap=7),
                        intent_rule("all", "signal.kind = 'post_liked' and account.momentum > 60", 1,
                                    scope="account", share=0.5, half_life="never")]}  # fmt: skip
    grades = {"fit": {"A": 70, "B": 40}, "intent": {"1": 50, "2": 20},
              "priority": "coalesce(account.surge, 50) + intent"}  # fmt: skip
    got = scores(told(*BUSY, *BEFORE, intent=intent, fit=fit, grades=grades))
    assert got["alice"]["r0"] == 7 * 10**9
    # Two of the eleven are Carol's own.
    assert got["carol"]["r1"] == (2 + 9 / 2) * 10**9
    assert (got["alice"]["lower"], got["alice"]["upper"]) == (100 * 10**9, 100 * 10**9)
    assert (got["dave"]["lower"], got["dave"]["upper"]) == (0, 100 * 10**9)
    # Nobody can look it up.
    assert got["dave"]["unknown_field"] is None
    assert got["alice"]["priority"] == 71.4 + got["alice"]["intent"] / 10**9
    assert got["dave"]["priority"] == 50


def test_it_counts_what_had_happened_and_was_known() -> None:
    one = told(*BUSY, *BEFORE)
    ahead = {"id": "ahead", "by": "carol", "account": "acme", "kind": "post_liked", "age": -1}
    late = {
        "id": "late",
        "by": "carol",
        "account": "acme",
        "kind": "post_liked",
        "age": 6,
        "received": 0,
    }
    more = replace(
        one, signals=[*one.signals, *(signal(each, one.leads) for each in (ahead, late))]
    )
    made, _ = world(more)
    then = replace(made, known_at=made.known_at - DAY)
    row = next(r for r in surge.bursts(one.ruleset, then).rows(named=True) if r["account_id"] == 1)
    # Of the like of today nobody had been told a day ago.
    assert (row["surge_lately"], row["surge_before"]) == (4, 4)
    assert found(more)["surge_lately"] == 6


def test_it_is_counted_anew_where_the_rules_count_otherwise() -> None:
    rule = intent_rule("busy", "signal.kind = 'post_liked' and account.surge > 50", 10, cap=10)
    alone = told((1, "alice"), (2, "alice"), (50, "bob"), intent={"rules": [rule]})
    made, leads = world(alone)
    lax = told(intent={"rules": [rule], "surge": {"people": 1}}).ruleset
    totals = [
        dict(scoring.scores(rules, made, {}).select("lead_id", "r0").rows())[leads["alice"]]
        for rules in (alone.ruleset, lax, alone.ruleset)
    ]
    assert totals[0] == totals[2] == 0
    assert totals[1] > 0


def test_it_may_hold_after_one_more_signal() -> None:
    rule = intent_rule("busy", "signal.kind = 'post_liked' and account.surge > 50", 10)
    one = told(intent={"rules": [rule]})
    made, _ = world(one)
    assert possible(one.ruleset, made)["r0"].all()


def test_it_fades_on_later_days() -> None:
    intent = {"rules": [intent_rule("busy", "signal.kind = 'post_liked' and account.surge > 71", 60,
                                    half_life="never", cap=60)]}  # fmt: skip
    one = told(*BUSY, *BEFORE, intent=intent)
    made, leads = world(one)
    grades = {
        day: grade
        for day, lead, grade in later.grades(one.ruleset, made, {}, 3)
        if lead == leads["alice"]
    }
    # Tomorrow the like of 20.9 days ago belongs to the time before.
    assert scores(one)["alice"]["grade"] == "C1"
    assert grades[1] == "C3"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    signals=st.lists(
        st.tuples(
            st.one_of(
                st.sampled_from([0.0, 6.999, 7.0, 21.0, 27.999, 28.0, 105.0]), st.floats(0, 130)
            ),
            st.sampled_from(["alice", "bob", "carol", None]),
        ),
        min_size=1,
        max_size=25,
    ),
    people=st.integers(1, 3),
)
def test_it_equals_the_reference(signals: list[tuple[float, str | None]], people: int) -> None:
    one = told(*signals, intent={"rules": [ALWAYS], "surge": {"people": people}})
    plain = reference.Reference(one)
    made, _ = world(one)
    rows = surge.bursts(one.ruleset, made)
    by_account = {row["account_id"]: row for row in rows.rows(named=True)}
    for name, pace in reference.PACES.items():
        got = by_account[1][name.partition(".")[2]] if 1 in by_account else None
        assert got == plain.pace("acme", *pace), name
