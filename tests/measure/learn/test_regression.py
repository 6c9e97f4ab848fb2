"""The regression shrinks toward today's rules, and finds what they miss."""

import numpy as np
import pytest

from prospector.measure.learn import regression
from prospector.measure.learn.points import PARTS
from prospector.measure.learn.regression import Design, chances, fit, resampled, surprise
from prospector.measure.learn.scorecard import numbers
from tests.measure.learn.made import CANDIDATES, REGION, RULES, Truth, cases


def design(truth: Truth, **options: int) -> Design:
    made = cases(truth, **options)
    member = np.array([PARTS.index(one.part) for one in RULES], dtype=np.int64)
    return Design(numbers(made, RULES), member, made["label"].to_numpy(), made["unit"].to_numpy())


def test_it_finds_the_log_odds_that_made_the_cases() -> None:
    found = fit(design(Truth(event=2.0, job=-1.0), count=6000), 1.0)
    per_contribution = found.slopes[:3] * 20
    assert per_contribution == pytest.approx(
        [2.0, 0.0, 2.0], abs=0.25
    )  # job is -10: -1 of log-odds
    assert found.base == pytest.approx(-1.0, abs=0.2)


def test_it_shrinks_toward_todays_points_and_not_toward_nothing() -> None:
    # Event and like are worth the same; with the strongest penalty both keep the same slope.
    cases_ = design(Truth(event=1.5, like=1.5), count=1500)
    strict = fit(cases_, 0.0001)
    assert strict.slopes[0] == pytest.approx(strict.slopes[1], rel=0.05)
    assert strict.slopes[0] > 0.02


def test_it_chooses_a_stronger_penalty_where_there_is_nothing_to_learn() -> None:
    nothing = regression.strength_for(design(Truth(), count=600))
    much = regression.strength_for(design(Truth(event=3, job=2), count=3000))
    assert nothing < much


def test_it_is_surprised_by_a_candidate_that_explains_what_is_left() -> None:
    made = cases(Truth(region=1.0), count=1500)
    known = design(Truth(region=1.0), count=1500)
    found = surprise(known, fit(known, 0.1), numbers(made, CANDIDATES))
    assert found[CANDIDATES.index(REGION)] > 5
    assert max(abs(found[2:])) < 3.5


def test_it_is_not_surprised_by_what_the_rules_say_already() -> None:
    known = design(Truth(event=2.0), count=1500)
    again = known.values[:, [0]] * 3
    assert abs(surprise(known, fit(known, 0.1), again)[0]) < 0.01


def test_it_counts_colleagues_once() -> None:
    alone = design(Truth(region=1.0), count=800, per_account=1)
    made = cases(Truth(region=1.0), count=800, per_account=1)
    tried = numbers(made, [REGION])
    once = surprise(alone, fit(alone, 0.1), tried)
    every = np.arange(800)
    twice = alone.rows(np.concatenate([every, every]))
    again = surprise(twice, fit(twice, 0.1), np.vstack([tried, tried]))
    assert again[0] == pytest.approx(once[0], rel=0.05)


def test_it_draws_whole_accounts_the_same_way_every_time() -> None:
    units = np.array([7, 7, 3, 3, 3, 9])
    draws = resampled(units, seed=4, times=3)
    for rows in draws:
        for unit, size in ((7, 2), (3, 3), (9, 1)):
            assert (units[rows] == unit).sum() % size == 0
    assert all(
        (one == other).all() for one, other in zip(draws, resampled(units, 4, 3), strict=True)
    )


def test_it_keeps_to_the_rate_where_all_cases_end_alike() -> None:
    known = design(Truth(), count=200)
    alike = known._replace(labels=np.zeros(200, dtype=bool))
    found = fit(alike, 0.1)
    assert not found.slopes.any()
    assert chances(found.log_odds(known.values))[0] == pytest.approx(0.5 / 201)


def test_it_takes_the_strictest_penalty_where_one_account_is_all_there_is() -> None:
    known = design(Truth(), count=200)
    alone = known._replace(units=np.ones(200, dtype=np.int64))
    assert regression.strength_for(alone) == min(regression.STRENGTHS)


def test_it_turns_log_odds_into_chances() -> None:
    assert chances(np.array([0.0, 1000.0, -1000.0])) == pytest.approx([0.5, 1, 0])
