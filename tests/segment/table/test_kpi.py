"""Rates with n and an interval; too few is an answer."""

import polars as pl

from prospector.rates import Rate, rate
from prospector.segment.table.kpi import NOTHING, Kpi, kpis


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


def test_it_gives_no_rate_for_too_few() -> None:
    assert rate(3, 29) == Rate(3, 29, None, None, None)
    assert rate(3, 30).share == 0.1
    assert NOTHING.touched == NOTHING.replied.n == 0
