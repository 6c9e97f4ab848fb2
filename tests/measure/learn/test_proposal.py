"""A proposal is today's files with other numbers, new rules and the evidence for both."""

from pathlib import Path

import pytest

from prospector.measure.learn.candidates import Candidate
from prospector.measure.learn.features import Feature, features
from prospector.measure.learn.proposal import evidence, mended, written
from prospector.measure.learn.scorecard import Change, Proposed, Rates
from prospector.rates import Count
from prospector.rules.loader import load_ruleset, load_texts
from prospector.rules.models import Scope
from prospector.rules.ruleset import Ruleset
from prospector.score.examples import run_examples
from tests.measure.learn.made import candidate

RULES = Path(__file__).parents[3] / "rules"
RATES = Rates(Count(30, 60), Count(20, 200))
TITLE = "predicts replies, not meetings"
REGION = candidate("account.region = 'bretagne'", "account.region")
TRIAL = Feature(
    "new x",
    "intent",
    None,
    Candidate(
        "signal.kind = 'invited' and signal.topic = 'd''après'",
        "invited",
        Scope.ACCOUNT,
        ("topic", "d'après"),
    ),
)


@pytest.fixture(scope="module")
def today() -> Ruleset:
    return load_ruleset(RULES)


def proposed(feature: Feature, change: Change, points: float) -> Proposed:
    return Proposed(feature, change, feature.points, points, points + 0.2, 1.0, 30.0, RATES)


def of_rule(today: Ruleset, name: str, change: Change, points: float) -> Proposed:
    feature = next(one for one in features(today, []) if one.name == name)
    return proposed(feature, change, points)


def test_it_changes_points_and_caps_alike_and_nothing_else(today: Ruleset) -> None:
    texts = written(today, [of_rule(today, "intent liked-post", Change.CHANGED, 18)], TITLE)
    assert {name for name in texts if texts[name] != today.texts[name]} == {"intent.yaml"}
    before, after = (one["intent.yaml"].splitlines() for one in (today.texts, texts))
    gone = [line for line in before if line not in after]
    new = [line for line in after if line not in before]
    assert len(after) == len(before) + 2
    assert [line.strip() for line in new] == [
        f"# learnt ({TITLE}): 50% of 60 with it, 10% of 200 without",
        "# 12 points today; the cases say 18.2 (95 %: 1.0 to 30.0)",
        "cap: 36",
    ]
    assert [line.strip() for line in gone] == ["cap: 24"]  # other rules have 12 and 18 points
    rule = load_texts("p", texts).intent_by_id["liked-post"]
    assert (rule.points, rule.cap) == (18, 36)


def test_it_adds_a_rule_on_signals_with_its_tests(today: Ruleset) -> None:
    found = load_texts("p", written(today, [proposed(TRIAL, Change.NEW, 12)], TITLE))
    rule = found.intent.rules[-1]
    assert rule.id == "learnt-invited-and-topic-d-apres"
    assert (rule.points, rule.cap, rule.scope) == (12, 24, Scope.ACCOUNT)
    assert found.intent.tests[-2].expect == {"rules": [rule.id]}
    assert all(one.passed for one in run_examples(found))


def test_it_adds_a_rule_on_people_to_every_profile_in_its_own_scale(today: Ruleset) -> None:
    found = load_texts("p", written(today, [proposed(REGION, Change.NEW, 20)], TITLE))
    new = {profile.id: profile.groups[-1] for profile in found.fit.profiles}
    assert {group.id for group in new.values()} == {"learnt"}
    assert new["industrial-sme"].rules[0].points == 20
    ids = [group.rules[0].id for group in new.values()]
    assert ids == [f"learnt-region-bretagne-{place}" for place in range(1, len(ids) + 1)]


def test_it_learns_again_from_rules_it_has_added(today: Ruleset) -> None:
    once = load_texts("p", written(today, [proposed(REGION, Change.NEW, 20)], TITLE))
    twice = load_texts("p", written(once, [proposed(REGION, Change.NEW, -5)], TITLE))
    for profile in twice.fit.profiles:
        group = profile.groups[-1]
        assert [rule.points > 0 for rule in group.rules] == [True, False]


def test_it_only_remarks_on_a_turned_sign(today: Ruleset) -> None:
    texts = written(today, [of_rule(today, "intent liked-post", Change.FLIPS, 12)], TITLE)
    assert load_texts("p", texts).version == today.version
    assert "# for a person: the cases say" in texts["intent.yaml"]


@pytest.mark.parametrize("change", [Change.AGREES, Change.TOO_FEW, Change.OUTCOME, Change.LEAKS])
def test_it_leaves_every_other_rule_alone(today: Ruleset, change: Change) -> None:
    assert written(today, [of_rule(today, "intent liked-post", change, 99)], TITLE) == today.texts


def test_it_says_what_a_rule_rests_on() -> None:
    told = evidence(proposed(REGION, Change.NEW, 20), TITLE)
    assert told == [
        f"learnt ({TITLE}): 50% of 60 with it, 10% of 200 without",
        "new: the cases say 20.2 (95 %: 1.0 to 30.0) points",
    ]


def test_it_makes_tests_that_no_longer_hold_comments(today: Ruleset) -> None:
    texts = written(today, [of_rule(today, "intent liked-post", Change.CHANGED, 18)], TITLE)
    results = run_examples(load_texts("p", texts))
    failing = [one for one in results if not one.passed]
    assert failing
    found, silenced = mended(texts, results)
    assert silenced == len(failing)
    left = run_examples(load_texts("p", found))
    assert all(one.passed for one in left)
    assert len(left) == len(results) - silenced
    assert (
        "# no longer holds with the proposed points: intent: expected 6, got 9"
        in found["intent.yaml"]
    )
