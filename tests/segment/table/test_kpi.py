"""Rates with n and an interval; too few is an answer."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.segment.table.kpi import NOTHING, Kpi, Rate, kpis, rate


def told(
    touches: list[tuple[int, str, int]], outcomes: list[tuple[int, str, int]]
) -> dict[str, Kpi]:
    """The figures of touches (lead, segment, time) and outcomes (lead, kind, time)."""
    return kpis(
        pl.DataFrame(
            touches, {"lead_id": pl.Int64, "segment": pl.String, "at": pl.Int64}, orient="row"
        ),
        pl.DataFrame(
            outcomes, {"lead_id": pl.Int64, "kind": pl.String, "at": pl.Int64}, orient="row"
        ),
    )


def test_it_counts_leads_not_messages() -> None:
    found = told([(1, "hot", 1), (1, "hot", 5), (2, "hot", 1)], [(1, "replied", 3)] * 2)
    assert (found["hot"].touched, found["hot"].replied.count) == (2, 1)


def test_it_counts_what_came_after_a_touch_for_the_segment_that_touched_last() -> None:
    found = told(
        [(1, "hot", 2), (1, "warm", 10)],
        [
            (1, "replied", 1),
            (1, "replied_positive", 4),
            (1, "meeting_booked", 12),
            (2, "replied", 9),
        ],
    )
    assert {name: (one.replied.count, one.met.count) for name, one in found.items()} == {
        "hot": (1, 0),
        "warm": (0, 1),
    }


def test_it_knows_nothing_of_outcomes_that_are_no_rung() -> None:
    assert told([(1, "hot", 1)], [(1, "bounced", 2), (1, "deal_won", 3)])["hot"].won.count == 1
    assert told([], [(1, "replied", 1)]) == {}


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    # Newcombe (1998), table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)],
)
def test_it_agrees_with_published_intervals(count: int, n: int, low: float, high: float) -> None:
    found = rate(count, n)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_it_gives_no_rate_for_too_few() -> None:
    assert rate(3, 29) == Rate(3, 29, None, None, None)
    assert rate(3, 30).share == 0.1
    assert NOTHING.touched == NOTHING.replied.n == 0


@given(st.integers(30, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_it_holds_the_share_between_its_bounds(counted: tuple[int, int]) -> None:
    found = rate(*counted)
    assert found.low is not None
    assert found.high is not None
    assert found.share is not None
    assert 0 <= found.low <= found.share + 1e-12
    assert found.share - 1e-12 <= found.high <= 1
