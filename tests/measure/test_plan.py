"""A plan says when a difference would show, at the rate and pace of late."""

import pytest

from prospector.measure.ladder import Rung
from prospector.measure.plan import LATE, Plan, plan
from prospector.rates import per_side
from tests.measure.told import draft, made, micros, signal, touch

NOW = micros(200)


def told(per_week: int, weeks: int, *, every: int = 10, rung: Rung = Rung.REPLIED) -> Plan:
    """So many touched a week up to the last that can be judged; one in so many replies."""
    days = [170 - 7 * week - 0.5 for week in range(weeks) for _ in range(per_week)]
    drafts = [draft(number, number, day) for number, day in enumerate(days)]
    touches = [touch(number, day) for number, day in enumerate(days)]
    replies = [
        signal("replied", day + 2, lead=number)
        for number, day in enumerate(days)
        if number % every == 0
    ]
    return plan(made(drafts, [], touches, replies), rung, now=NOW, differences=(5.0, 10.0))


def test_it_reckons_weeks_by_the_pace_of_late() -> None:
    found = told(20, LATE)
    assert (found.base.count, found.base.n, found.base.share) == (24, 240, 0.1)
    assert found.per_week == pytest.approx(20, rel=0.1)
    five, ten = found.waits
    assert five.per_side == -(-per_side(0.1, 0.15) // 1)
    assert five.other == pytest.approx(0.15)
    # Both sides, at twenty a week or so, and 30 days for the last ones.
    assert five.weeks == pytest.approx(2 * five.per_side / found.per_week + 30 / 7, abs=1)
    assert ten.weeks < five.weeks


def test_it_forgets_what_is_older_and_does_not_count_what_is_young() -> None:
    assert told(10, 30).base.n <= 10 * LATE
    young = [draft(number, number, 190) for number in range(100)]
    found = plan(
        made(young, [], [touch(number, 191) for number in range(100)]),
        Rung.REPLIED,
        now=NOW,
        differences=(5.0,),
    )
    assert (found.base.n, found.waits) == (0, ())


def test_it_plans_nothing_by_too_few() -> None:
    found = told(2, 5)
    assert (found.base.n, found.base.share, found.waits) == (10, None, ())


def test_it_takes_a_short_past_for_what_it_is() -> None:
    found = told(40, 2)
    assert 1 <= found.weeks < 2
    assert found.per_week > 40


def test_it_lowers_a_rate_that_cannot_be_raised() -> None:
    found = told(20, LATE, every=1)
    assert [one.other for one in found.waits] == [pytest.approx(0.95), pytest.approx(0.9)]
