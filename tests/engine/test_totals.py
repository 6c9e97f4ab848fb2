"""Rule totals: the same in one pass and in many, and kept until what decides them differs."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from prospector.engine import duck, scoring, totals
from prospector.engine.fit import priors_of
from prospector.engine.points import NANO
from prospector.engine.terms import terms
from prospector.rules.ruleset import Ruleset
from tests.rulesets import KINDS, intent_rule, make_ruleset
from tests.score.worlds import stories
from tests.stories import Story, story, world

LIKED = intent_rule("liked", "signal.kind = 'post_liked'", 8, group="g", cap=20)
HIRED = intent_rule("hired", "signal.kind = 'job_posted'", 5, scope="account", share=0.5)
ASKED = intent_rule("asked", "signal.kind = 'replied' and count_signals('post_liked', 9) > 0", 3)


def rules(*some: dict[str, Any], cap: float = 30, **parts: Any) -> Ruleset:
    return make_ruleset(intent={"rules": list(some), "groups": {"g": {"cap": cap}}}, **parts)


def told() -> Story:
    signals = [
        {"id": f"{kind}{age}", "by": "alice", "kind": kind, "subject": "x", "age": age}
        for kind in ("post_liked", "job_posted", "replied")
        for age in (1, 4, 30)
    ]
    return story(
        {"accounts": {"acme": {}}, "leads": {"alice": {"account": "acme"}}, "signals": signals}
    )


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(one=stories())
def test_it_gives_the_same_in_one_pass_in_many_and_in_one_text(one: Story) -> None:
    made, _ = world(one)
    expected = scoring.priors(one.ruleset, made)
    found = scoring.scores(one.ruleset, made, expected).sort("lead_id")
    frames = scoring.frames(one.ruleset, made, expected)
    texts = scoring.compiled(one.ruleset)
    frames["seen"] = frames["signals"] = duck.run(texts.seen, frames)
    whole = duck.run(texts.scores, frames).sort("lead_id")
    assert priors_of(one.ruleset, duck.run(texts.priors, frames)) == expected
    assert found.equals(whole)
    wanted = made.leads.select("lead_id").join(
        pl.DataFrame({"rule": range(len(one.ruleset.intent.rules))}, schema={"rule": pl.Int32}),
        how="cross",
    )
    spoken = scoring.contributions(one.ruleset, made, wanted).sort("lead_id", "rule", "signal_id")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(totals, "FEW", 0)
        patch.setattr(scoring, "FEW", 0)
        again = replace(made)
        assert again.kept is not made.kept
        assert scoring.scores(one.ruleset, again, expected).sort("lead_id").equals(found)
        told_of = scoring.contributions(one.ruleset, again, wanted)
        assert told_of.sort("lead_id", "rule", "signal_id").equals(spoken)
    settled = totals.settled(one.ruleset, replace(made))
    assert settled.signals.is_empty()
    assert scoring.priors(one.ruleset, settled) == expected
    assert scoring.scores(one.ruleset, settled, expected).sort("lead_id").equals(found)


def test_it_refuses_what_was_not_asked_of_signals_before_they_went() -> None:
    made, _ = world(told())
    settled = totals.settled(rules(LIKED), made)
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        scoring.scores(rules(HIRED), settled, {})


def test_it_tells_contributions_of_rules_that_ask_about_other_kinds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asking = rules(
        intent_rule("asks", "signal.kind = 'post_liked' and count_signals('replied', 90) > 0", 3),
    )
    made, _ = world(told())
    wanted = pl.DataFrame(
        {"lead_id": made.leads["lead_id"], "rule": [0]},
        schema={"lead_id": pl.Int64, "rule": pl.Int32},
    )
    of_one_text = scoring.contributions(asking, made, wanted).sort("signal_id")
    assert of_one_text.height == 3
    monkeypatch.setattr(totals, "FEW", 0)
    assert scoring.contributions(asking, made, wanted).sort("signal_id").equals(of_one_text)
    assert scoring.contributions(asking, made, wanted.clear()).equals(of_one_text.clear())


def test_it_sums_together_what_shares_kinds() -> None:
    both = intent_rule("both", "signal.kind in ('post_liked', 'replied')", 1)
    either = intent_rule("either", "signal.kind = 'replied' or signal.kind = 'bought'", 1)
    any_kind = intent_rule("any", "signal.amount > 3", 1)
    spelled = terms(rules(LIKED, any_kind, HIRED, ASKED, both, either))
    found = totals.passes(spelled, totals.FEW + 1)
    names = {tuple(term.rule.id for term in one.terms): one.kinds for one in found}
    assert names == {
        ("any",): None,
        ("hired", "asked"): {"job posted", "replied"},
        ("liked", "both", "either"): {"post liked", "replied", "bought"},
    }
    assert len(totals.passes(spelled, totals.FEW)) == 1
    assert totals.passes([], 10) == []


def test_it_sums_few_rules_together_that_meet_all_leads() -> None:
    kinds = ["post_liked", "replied", "bought"]
    found = totals.passes(
        terms(
            rules(
                *(
                    intent_rule(f"r{n}", f"signal.kind = '{kinds[n // 3]}'", 1, scope="account")
                    for n in range(7)
                )
            )
        ),
        totals.FEW + 1,
    )
    assert [[term.index for term in one.terms] for one in found] == [[0, 1, 2, 3, 4], [5, 6]]
    assert found[1].kinds == frozenset({"replied", "bought"})


def test_it_computes_a_changed_rule_and_no_other() -> None:
    made, _ = world(told())
    totals.totals(rules(LIKED, HIRED, ASKED), made)
    before = made.kept.totals.columns
    totals.totals(rules({**LIKED, "points": 9}, HIRED, ASKED), made)
    assert (len(before), made.kept.totals.columns[:3]) == (3, before)
    assert len(made.kept.totals.columns) == 4


def test_it_computes_nothing_for_changed_caps_groups_and_order() -> None:
    made, _ = world(told())
    first = totals.totals(rules(LIKED, HIRED, ASKED), made)
    other = {**LIKED, "cap": 1, "group": None, "id": "renamed"}
    second = totals.totals(rules(HIRED, ASKED, other, cap=1), made)
    assert len(made.kept.totals.columns) == 3
    assert second["r2"].equals(first["r0"])


@pytest.mark.parametrize(
    ("changed", "parts"),
    [
        ({"points": 9}, {}),
        ({"half_life": 3}, {}),
        ({"horizon": 5}, {}),
        ({"redundancy": 0.9}, {}),
        ({"decay": "linear"}, {}),
        ({"scope": "account"}, {}),
        ({"when": "signal.kind = 'post_liked' and signal.subject = 'x'"}, {}),
        ({}, {"signals": {"kinds": {**KINDS, "post_liked": {"label": "x", "half_life": 3}}}}),
        ({}, {"signals": {"kinds": {**KINDS, "post_liked": {"label": "x", "outcome": True}}}}),
    ],
)
def test_it_keeps_a_total_no_longer_than_all_that_decides_it(
    changed: dict[str, Any], parts: dict[str, Any]
) -> None:
    one = told()
    made, _ = world(one)
    totals.totals(rules(LIKED), made)
    other = rules({**LIKED, **changed}, **parts)
    kept = totals.totals(other, made)
    assert len(made.kept.totals.columns) == 2
    fresh, _ = world(one)
    assert totals.totals(other, fresh).frame().equals(kept.frame())


def test_it_asks_anew_where_another_question_is_meant() -> None:
    made, _ = world(told())
    totals.totals(rules(ASKED), made)
    more = {**ASKED, "when": str(ASKED["when"]).replace("9", "2")}
    found = totals.totals(rules(more), made)
    assert len(made.kept.totals.columns) == 2
    assert found["r0"].to_list() != [0]


def test_it_halves_what_the_same_account_says_again_about_a_subject() -> None:
    # The lead without an account has the number of the account, and both say the same.
    said: dict[str, Any] = {"kind": "tool_adopted", "subject": "x", "age": 5}
    signals = [
        {**said, "id": "alone", "by": "loner"},
        {**said, "id": "alone-again", "by": "loner", "age": 6},
        {**said, "id": "tied-2", "by": "alice"},
        {**said, "id": "tied-1", "by": "alice", "confidence": 0.5},
        {**said, "id": "older", "by": "alice", "age": 9, "subject": "y"},
        {**said, "id": "oldest", "by": "alice", "age": 10, "subject": "y"},
        {**said, "id": "newer", "by": "alice", "age": 1, "kind": "replied"},
        {**said, "id": "newest", "by": "alice", "age": 0, "kind": "job_posted"},
        {**said, "id": "new", "by": "alice", "age": 0.5, "kind": "job_posted"},
    ]
    leads = {"loner": {}, "alice": {"account": "acme"}}
    made, ids = world(story({"accounts": {"acme": {}}, "leads": leads, "signals": signals}))
    assert ids["loner"] == made.accounts["account_id"][0]
    adopted = intent_rule("adopted", "signal.kind = 'tool_adopted'", 8, redundancy=0.5)
    found = totals.totals(rules(adopted), made)["r0"] / NANO
    # Of two at the same time the one with the lower id comes first.
    assert dict(zip(made.leads["lead_id"], found, strict=True)) == {
        ids["loner"]: 8 + 4,
        ids["alice"]: 8 * 0.5 + 4 + 8 + 4,
    }


def test_it_gives_rows_in_the_order_of_the_leads() -> None:
    made, _ = world(told())
    leads = pl.DataFrame({"lead_id": [7, 3, 5], "account_id": [1, None, 1]})
    shuffled = replace(made, leads=leads)
    found = totals.in_order(shuffled, pl.DataFrame({"lead_id": [5, 7], "r0": [50, 70]}))
    assert found.rows() == [(7, 70), (3, None), (5, 50)]
    ordered = replace(made, leads=leads.sort("lead_id"))
    found = totals.in_order(ordered, pl.DataFrame({"lead_id": [7, 5], "r0": [70, 50]}))
    assert found.rows() == [(3, None), (5, 50), (7, 70)]


def test_it_asks_anew_for_fit_that_counts_other_signals() -> None:
    """The text of a fit names the answers by number, and not what was asked."""

    def fits(kind: str) -> Ruleset:
        asked = {"id": "asked", "when": f"count_signals('{kind}', 9) > 0", "points": 10}
        groups = [{"id": "all", "rules": [asked]}]
        return make_ruleset(fit={"profiles": [{"id": "core", "label": "Core", "groups": groups}]})

    made, _ = world(told())
    for kind, lower in (("post_liked", 100), ("purchased", 0)):
        expected = scoring.priors(fits(kind), made)
        assert scoring.scores(fits(kind), made, expected)["lower"].to_list() == [lower * NANO]
