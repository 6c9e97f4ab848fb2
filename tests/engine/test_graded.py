"""Grades of the leads whose numbers differ, beside those of others: the same as all grades anew."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from polars.testing import assert_frame_equal

from prospector.engine import graded as engine
from prospector.engine import scoring
from prospector.engine.graded import differing, graded, keep
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset
from tests.rulesets import intent_rule
from tests.score.worlds import stories
from tests.stories import Story, story, world

TOLD = story(
    {
        "intent": {"rules": [intent_rule("liked", "signal.kind = 'post_liked'", 8, cap=20)]},
        "leads": {"alice": {}, "bob": {}},
        "signals": [{"id": "1", "kind": "post_liked", "by": "alice", "age": 1}],
    }
)


def whole(ruleset: Ruleset, made: World) -> None:
    expected = scoring.priors(ruleset, made)
    scores = scoring.scores(ruleset, made, expected).sort("lead_id")
    assert_frame_equal(graded(ruleset, made).rows.frame().sort("lead_id"), scores)


def tightened(ruleset: Ruleset) -> Ruleset:
    """The same rules, the first of them with hardly any points left."""
    first, *others = ruleset.intent.rules
    rules = [first.model_copy(update={"cap": 0.5}), *others]
    told = ruleset.intent.model_copy(update={"rules": rules})
    return replace(ruleset, intent=told, version=f"{ruleset.version} capped")


def dearer(ruleset: Ruleset) -> Ruleset:
    """The same rules, the first of them with other points: the last step's text stays."""
    first, *others = ruleset.intent.rules
    rules = [first.model_copy(update={"points": first.points + 7}), *others]
    told = ruleset.intent.model_copy(update={"rules": rules})
    return replace(ruleset, intent=told, version=f"{ruleset.version} dearer")


def turned(ruleset: Ruleset) -> Ruleset:
    """The same rules, those of most points last."""
    grades = ruleset.grades.model_copy(update={"priority": "0 - intent"})
    return replace(ruleset, grades=grades, version=f"{ruleset.version} turned")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(one=stories())
def test_it_gives_what_scoring_gives_also_to_rules_that_differ_in_part(one: Story) -> None:
    made, _ = world(one)
    before = graded(one.ruleset, made)
    whole(one.ruleset, made)
    if not one.ruleset.intent.rules:
        return
    for change in (turned, tightened, dearer):
        other = change(one.ruleset)
        found = graded(other, made, before)
        assert_frame_equal(found.rows.frame(), graded(other, replace(made)).rows.frame())
    whole(other, replace(made))
    capped = other.grades.model_copy(
        update={"intent": other.grades.intent.model_copy(update={"first": 99.0})}
    )
    moved = replace(other, grades=capped, version=f"{other.version} moved")
    found = graded(moved, made, before)
    assert_frame_equal(found.rows.frame(), graded(moved, replace(made)).rows.frame())


def test_it_takes_scores_that_it_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = world(TOLD)
    expected = scoring.priors(TOLD.ruleset, made)
    keep(TOLD.ruleset, made, expected, scoring.scores(TOLD.ruleset, made, expected))
    monkeypatch.delattr(engine, "_added")
    whole(TOLD.ruleset, made)


def test_it_sees_every_difference_also_from_nothing() -> None:
    old = pl.DataFrame({"a": [1, 1, 2], "b": ["x", None, None]})
    new = pl.DataFrame({"a": [1, 1, 3], "b": ["x", "y", None]})
    assert differing(old, new).to_list() == [False, True, True]
