"""A study learns from the earlier cases and judges on the later ones."""

from dataclasses import replace

import polars as pl
import pytest

from prospector.measure.learn.sample import Split
from prospector.measure.learn.study import Known, Plan, Study, study
from prospector.measure.learn.trial import asking
from tests.rulesets import intent_rule
from tests.stories import DAY, Story, story, world

COUNT = 400
HITS = [number % 7 in (0, 1, 2) for number in range(COUNT)]


def told() -> Story:
    """Those who sign like posts, most of them; everybody attends."""
    signals = [
        {"id": f"{kind}{number}", "by": f"l{number}", "kind": kind, "age": age}
        for number in range(COUNT)
        for kind, age in (("post_liked", 20), ("event_attended", 10 + number % 13))
        if kind == "event_attended" or HITS[number] != (number % 5 == 0)
    ]
    rules = [
        intent_rule("liked", "signal.kind = 'post_liked'", 10),
        intent_rule("attended", "signal.kind = 'event_attended'", 10),
    ]
    return story(
        {
            "intent": {"rules": rules},
            "accounts": {f"a{number}": {"employees": 100} for number in range(COUNT)},
            "leads": {f"l{number}": {"account": f"a{number}"} for number in range(COUNT)},
            "signals": signals,
        }
    )


def studied(held_out: list[bool], *, most: int = 5) -> Study:
    one = told()
    whole, _ = world(replace(one, ruleset=asking(one.ruleset)))
    at = one.as_of
    cases = pl.DataFrame(
        {
            "case": range(COUNT),
            "lead_id": range(1, COUNT + 1),
            "unit": range(COUNT),
            "at": at,
            "label": HITS[:280] + held_out,
        },
        schema_overrides={"at": pl.Int64},
    )
    nothing = pl.DataFrame(schema={"reached": pl.Int64})
    return study(
        one.ruleset,
        Split(cases.head(280), cases.tail(120), at - DAY, 0),
        Known({at: whole}, whole, nothing),
        Plan("predicts replies", most, seed=1, draws=20, examples=lambda _: []),
    )


@pytest.fixture(scope="module")
def found() -> Study:
    return studied(HITS[280:])


def test_it_judges_a_proposal_on_held_out_cases(found: Study) -> None:
    assert found.held.low > 0.5
    assert found.proposal
    ways = {one.name for one in found.proposal.judgement.areas}
    assert ways == {"today", "proposal", "scorecard", "yardstick"}
    assert sum(one.came.n for one in found.proposal.judgement.grades) == 120
    assert sum(one.learnt.n for one in found.proposal.judgement.grades) == 280


def test_it_learns_nothing_from_held_out_outcomes(found: Study) -> None:
    other = studied([not hit for hit in HITS[280:]])
    assert other.scorecard.proposed == found.scorecard.proposed
    assert other.held.value == pytest.approx(1 - found.held.value)
    assert other.proposal is None


def test_it_compares_past_and_recent_for_every_column(found: Study) -> None:
    assert [one.feature for one in found.drifts] == [one.name for one in found.scorecard.columns]
    assert found.unknown_then == 0
    assert found.tried > 0
