"""Sizes, overlaps and movements of segments."""

from datetime import timedelta

import polars as pl
import pytest

from prospector.segment.quality.groups import Group, Movement, Overlap, Size, groups, overlaps
from tests.stories import NOW

NAMES = ("first", "second", "third", "fourth")


def holding(*meets: tuple[int, ...]) -> pl.DataFrame:
    """The places each lead meets."""
    rows = [(lead, place) for lead, met in enumerate(meets) for place in met]
    return pl.DataFrame(rows, schema={"lead_id": pl.Int64, "place": pl.Int64}, orient="row")


def judged(*meets: tuple[int, ...], **moved: Movement) -> dict[str, Group]:
    return {one.segment: one for one in groups(NAMES, holding(*meets), moved, now=NOW)}


def test_it_counts_who_is_in_and_who_would_be() -> None:
    found = judged((0, 1), (0, 1, 2), (1,))
    assert [(one.leads, one.meet) for one in found.values()] == [(2, 2), (1, 3), (0, 1), (0, 0)]
    assert found["first"].share == pytest.approx(2 / 3)


def test_it_tells_empty_from_taken_before() -> None:
    found = judged(*[(0, 2)] * 30)
    assert (found["third"].size, found["fourth"].size) == (Size.TAKEN, Size.EMPTY)


@pytest.mark.parametrize(
    ("leads", "others", "size"),
    [
        (19, 100, Size.NARROW),
        (20, 100, Size.FITTING),
        (20, 30, Size.FITTING),
        (21, 30, Size.BROAD),
        (21, 20, Size.FITTING),  # of 41 leads in all, a share says little
    ],
)
def test_it_judges_sizes(leads: int, others: int, size: Size) -> None:
    assert judged(*[(0,)] * leads, *[(1,)] * others)["first"].size is size


def test_it_finds_what_earlier_segments_take() -> None:
    assert overlaps(NAMES, holding((0, 1), (0, 1, 2), (1,), (3,))) == (
        Overlap("first", "second", 2, 2 / 3),
        Overlap("first", "third", 1, 1.0),
        Overlap("second", "third", 1, 1.0),
    )
    assert overlaps(NAMES, holding()) == ()


def test_it_says_where_nothing_moves() -> None:
    old, new = (
        Movement(NOW - timedelta(days=91), 200),
        Movement(NOW - timedelta(days=90), 3),
    )
    found = judged((0,), (1,), (2,), first=old, second=new, fourth=old)
    assert [one.stale for one in found.values()] == [True, False, False, False]
    assert (found["first"].median_days, found["third"].median_days) == (200, None)


def test_it_judges_nobody_too() -> None:
    assert {one.size for one in judged().values()} == {Size.EMPTY}
    assert {one.share for one in judged().values()} == {0.0}


def test_it_asks_nobody_to_meet_what_moves_lend() -> None:
    lent = ("first", "fourth")
    found = groups(NAMES, holding(*[(0, 2)] * 30), {}, now=NOW, lent=lent)
    sizes = {one.segment: one.size for one in found}
    assert sizes == {
        "first": Size.FITTING,
        "second": Size.EMPTY,
        "third": Size.TAKEN,
        "fourth": Size.LENT,
    }
