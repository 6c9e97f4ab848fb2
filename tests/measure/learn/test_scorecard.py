"""A planted truth is found with its sign and rank; nothing is found where there is nothing."""

import polars as pl
import pytest

from prospector.measure.learn.auc import area
from prospector.measure.learn.judging import usable
from prospector.measure.learn.sample import split
from prospector.measure.learn.scorecard import Change, Limits, Proposed, Scorecard, learn, rates
from tests.measure.learn.made import FEATURES, IDLE, REGION, RULES, TRIAL, Truth, cases

PLANTED = Truth(event=2.5, like=0.1, job=-1.0, director=1.0, region=1.5, trial=2.5)


def learnt(made: pl.DataFrame, *, most: int = 5) -> Scorecard:
    return learn(made, FEATURES, Limits(most, 60), kept={})


def by_name(card: Scorecard) -> dict[str, Proposed]:
    return {one.feature.name: one for one in card.proposed}


@pytest.fixture(scope="module")
def planted() -> dict[str, Proposed]:
    return by_name(learnt(cases(PLANTED, count=1500)))


def test_it_finds_planted_rules_with_their_sign_and_rank(planted: dict[str, Proposed]) -> None:
    assert planted[REGION.name].change is Change.NEW
    assert planted[TRIAL.name].change is Change.NEW
    assert planted[REGION.name].points > 0
    event, like, job = (planted[one.name].learnt or 0 for one in RULES[:3])
    assert event > -job > like
    assert job < 0


def test_it_gives_a_useless_rule_the_least_points(planted: dict[str, Proposed]) -> None:
    like = planted["intent like"]
    assert (like.change, like.today) == (Change.CHANGED, 20)
    assert 1 <= like.points <= 3


def test_it_leaves_points_alone_that_the_cases_agree_with() -> None:
    found = by_name(learnt(cases(Truth(event=1.5, like=1.5, job=-0.75), count=1500)))
    for name in ("intent event", "intent like", "intent job"):
        assert (found[name].change, found[name].points) == (Change.AGREES, found[name].today)


def test_it_proposes_a_bad_sign_as_a_rule_against() -> None:
    found = by_name(learnt(cases(Truth(region=-2.0, base=0.5), count=1500)))
    assert found[REGION.name].change is Change.NEW
    assert found[REGION.name].points < 0


def test_it_lists_a_turned_sign_and_changes_nothing() -> None:
    found = by_name(learnt(cases(Truth(event=2.5, job=2.5), count=1500)))["intent job"]
    assert (found.change, found.points) == (Change.FLIPS, -10)
    assert found.low is not None
    assert found.low > 0


def test_it_leaves_rules_alone_that_too_few_cases_speak_of() -> None:
    made = cases(PLANTED, count=600)
    rare = made.with_columns(
        pl.when(pl.int_range(pl.len()) < 29).then(20.0).otherwise(0.0).alias("intent event")
    )
    found = by_name(learnt(rare))["intent event"]
    assert (found.change, found.points, found.learnt) == (Change.TOO_FEW, 20, None)


def test_it_learns_nothing_for_what_is_kept() -> None:
    kept = {"intent event": Change.OUTCOME, REGION.name: Change.LEAKS}
    card = learn(cases(PLANTED, count=600), FEATURES, Limits(draws=20), kept=kept)
    assert by_name(card)["intent event"].change is Change.OUTCOME
    assert not {one.name for one in card.columns} & set(kept)


def test_it_proposes_at_most_so_many_new_rules() -> None:
    found = learnt(cases(PLANTED, count=1500), most=1)
    assert sum(one.change is Change.NEW for one in found.proposed) == 1


def test_it_rarely_proposes_what_has_no_bearing() -> None:
    names = {one.name for one in IDLE}
    found = [by_name(learnt(cases(PLANTED, count=600, seed=seed))) for seed in range(6)]
    assert sum(bool(names & set(one)) for one in found) <= 1


def test_it_is_the_same_for_the_same_cases_and_seed() -> None:
    made = cases(PLANTED, count=600)
    assert learnt(made).proposed == learnt(made).proposed


def test_it_says_no_usable_signal_for_random_outcomes() -> None:
    found = 0
    for seed in range(40):
        parts = split(cases(Truth(), count=500, seed=seed))
        card = learn(parts.training, FEATURES, Limits(draws=2), kept={})
        held = parts.held_out
        found += usable(area(card.log_odds(held), held["label"], held["unit"]))
    assert found <= 4  # at least 90 % of seeds say there is nothing


def test_it_counts_rates_with_a_rule_and_without() -> None:
    made = pl.DataFrame({RULES[0].name: [20.0, 5.0, 0.0, None], "label": [True, False, True, True]})
    assert rates(made, RULES[0]) == ((1, 2), (2, 2))


def test_it_bounds_points_by_the_largest_rule_of_today(planted: dict[str, Proposed]) -> None:
    assert all(abs(one.points) <= 60 for one in planted.values())
