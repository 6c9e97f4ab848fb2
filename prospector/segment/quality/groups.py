"""The size of each segment, what earlier ones take from it, and whether anything moves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import polars as pl

#: With fewer, one answer more or less changes every rate.
NARROW = 20
#: Leads in segments below which a share of them says little.
ENOUGH_TO_SHARE = 50
#: A share of all leads in segments that one message hardly fits.
BROAD = 0.4
#: A share of those who meet a condition that earlier segments take.
SWALLOWED = 0.8
#: Days without anybody coming or going.
STALE_DAYS = 90


class Size(StrEnum):
    """Whether a segment has the leads a message needs."""

    FITTING = "fitting"
    BROAD = "too broad"
    NARROW = "too narrow"
    #: Nobody meets its condition.
    EMPTY = "empty"
    #: All who meet its condition are taken by segments before it.
    TAKEN = "taken before"
    #: Nobody meets its condition, and nobody need: moves lend its sequence.
    LENT = "lent by moves"


@dataclass(frozen=True)
class Group:
    """One segment: who meets its condition, who is in it, and since when."""

    segment: str
    size: Size
    #: Leads in it: the first segment whose condition holds.
    leads: int
    #: Of all leads in segments.
    share: float
    #: Leads who meet its condition, taken by an earlier segment or not.
    meet: int
    #: Half of its leads are in it for at least so many days.
    median_days: int | None
    #: The newest time anybody came or went.
    last_move: datetime | None
    stale: bool


class Overlap(NamedTuple):
    """Leads who meet two conditions: the first segment has them, unless one before it does."""

    first: str
    second: str
    both: int
    #: Of those who meet the second.
    share: float


class Movement(NamedTuple):
    """When anybody last came to or left a segment, and the median time its leads are in it."""

    last: datetime | None
    median_days: int | None


def places(holding: pl.DataFrame) -> pl.DataFrame:
    """The segment each lead is in: the first that holds."""
    return holding.group_by("lead_id").agg(pl.col("place").min())


def groups(
    names: Sequence[str],
    holding: pl.DataFrame,
    movements: Mapping[str, Movement],
    *,
    now: datetime,
    lent: Collection[str] = (),
) -> tuple[Group, ...]:
    """Judge every segment, in the order of the file; `holding` has lead_id and place.

    `lent` are those whose sequence moves lend to leads of other segments.
    """
    inside = dict(places(holding)["place"].value_counts().iter_rows())
    meet = dict(holding["place"].value_counts().iter_rows())
    everybody = sum(inside.values())
    found = []
    for place, name in enumerate(names):
        leads, met = inside.get(place, 0), meet.get(place, 0)
        moved = movements.get(name, Movement(None, None))
        size = _size(leads, met, everybody)
        found.append(
            Group(
                segment=name,
                size=Size.LENT if size is Size.EMPTY and name in lent else size,
                leads=leads,
                share=leads / everybody if everybody else 0.0,
                meet=met,
                median_days=moved.median_days,
                last_move=moved.last,
                stale=leads > 0 and _stale(moved, now),
            )
        )
    return tuple(found)


def overlaps(names: Sequence[str], holding: pl.DataFrame) -> tuple[Overlap, ...]:
    """Every two segments that some lead meets both of, most leads first."""
    meet = dict(holding["place"].value_counts().iter_rows())
    both = (
        holding.join(holding, on="lead_id", suffix="_second")
        .filter(pl.col("place") < pl.col("place_second"))
        .group_by("place", "place_second")
        .len("both")
        .sort("both", "place", "place_second", descending=[True, False, False])
    )
    return tuple(
        Overlap(names[first], names[second], count, count / meet[second])
        for first, second, count in both.iter_rows()
    )


def _size(leads: int, meet: int, everybody: int) -> Size:
    if leads == 0:
        return Size.TAKEN if meet else Size.EMPTY
    if leads < NARROW:
        return Size.NARROW
    if everybody >= ENOUGH_TO_SHARE and leads / everybody > BROAD:
        return Size.BROAD
    return Size.FITTING


def _stale(moved: Movement, now: datetime) -> bool:
    return moved.last is not None and now - moved.last > timedelta(days=STALE_DAYS)
