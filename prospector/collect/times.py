"""When something happened that nobody dated: assumed in the open, between two bounds. Never "now"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from prospector.collect import columns, posts
from prospector.collect.dates import noon
from prospector.collect.records import Records
from prospector.collect.reject import RejectCode
from prospector.columns import to_micros


@dataclass(frozen=True)
class Clock:
    """What is known about the time of a file's undated rows."""

    #: The day the user or the file's name gives.
    day: date | None
    #: When this list was exported: that day, else the command's now.
    exported_at: datetime
    #: Subject → the export of the same list before this one.
    previous: Mapping[str, int]


def undated_subjects(records: Records) -> list[str]:
    """Subjects of signals without a time: their earlier exports narrow it down."""
    undated = _undated(records)
    return records.text("subject").filter(undated).drop_nulls().unique().sort().to_list()


def date_as_told(records: Records, told_at: pl.Series) -> None:
    """Date undated signals by the moment they were sent to us: a webhook tells what happens now."""
    undated = _undated(records)
    nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, undated.len())
    at = records.columns.get("occurred_at", nothing)
    dated = pl.select(pl.coalesce(at, pl.when(undated).then(told_at))).to_series()
    records.columns["occurred_at"] = dated


def assume(records: Records, clock: Clock) -> None:
    """Fill in missing times with their bounds, or refuse the row.

    In order: the day given; half way between the later of (the post's own time, the previous
    export of the same list) and this export; on a first export the post's own time.
    """
    undated = _undated(records)
    known = records.columns
    nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, undated.len())
    known.setdefault("occurred_at", nothing)
    if not undated.any():
        known["occurred_from"] = known["occurred_until"] = nothing
        return
    exported = to_micros(clock.exported_at)
    subject = records.text("subject")
    posted = columns.read(subject, posts.posted_at, pl.Int64).values
    # Null where the post is younger than this export: then the id is no time.
    posted = pl.select(pl.when(posted <= exported).then(posted)).to_series()
    previous = columns.read(subject, clock.previous.get, pl.Int64).values
    lower, upper, chosen = _bounds(clock, exported, posted, previous)
    frame = pl.select(
        at=pl.coalesce(known["occurred_at"], pl.when(undated).then(chosen)),
        since=pl.when(undated).then(lower),
        until=pl.when(undated).then(upper),
    )
    known["occurred_at"] = frame["at"]
    known["occurred_from"], known["occurred_until"] = frame["since"], frame["until"]
    records.refuse(
        undated & frame["at"].is_null(),
        RejectCode.NO_TIME,
        "neither the row nor its post says when",
    )


def _undated(records: Records) -> pl.Series:
    signals = records.text("kind").is_not_null() & records.code.is_null()
    at = records.columns.get("occurred_at")
    return signals if at is None else signals & at.is_null()


def _bounds(
    clock: Clock, exported: int, posted: pl.Series, previous: pl.Series
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Lower bound, upper bound, and what is assumed between them."""
    if clock.day is not None:
        day = pl.lit(to_micros(noon(clock.day)), dtype=pl.Int64)
        chosen = pl.max_horizontal(day, pl.lit(posted))  # nobody likes a post before it exists
        return pl.coalesce(pl.lit(posted), chosen), chosen, chosen
    upper = pl.lit(exported, dtype=pl.Int64)
    lower = pl.max_horizontal(pl.lit(posted), pl.lit(previous))
    middle = (
        pl.when(pl.lit(previous).is_not_null()).then(lower + (upper - lower) // 2).otherwise(lower)
    )
    return lower, upper, middle
