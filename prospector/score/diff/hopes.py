"""Who may come into the day's queue, and the best of them in each segment: who must be judged to plan it."""

from collections.abc import Collection, Mapping
from math import inf

import polars as pl

from prospector import policy
from prospector.columns import from_micros
from prospector.policy.cards import Card
from prospector.score.diff.sides import Side, hopeful


def hopes(side: Side, under_way: Collection[int]) -> pl.DataFrame:
    """Those who may come into the queue, by place; gates stop all others, whatever else is so."""
    may = hopeful(side) & side.rows["segment"].is_not_null()
    may |= side.rows["lead_id"].is_in(list(under_way))
    return side.rows.frame(("lead_id", "priority", "segment")).with_row_index("place").filter(may)


def best(some: pl.DataFrame, most: Mapping[str, int], under_way: Collection[int]) -> pl.DataFrame:
    """The first of each segment by priority, with all who share the last one's, and those under way.

    `first` says who is one of them; the others are there for being under way.
    """
    # `most` is nearly always one number: of each segment the last priority that is high enough.
    least = [
        some.filter(pl.col("segment").is_in([name for name in most if most[name] == count]))
        .group_by("segment")
        .agg(pl.col("priority").top_k(count).min().alias("least"))
        for count in sorted(set(most.values()))
    ]
    if not least:
        return some.with_columns(first=pl.lit(value=False))
    placed = some.join(pl.concat(least), on="segment", how="left", maintain_order="left")
    first = (pl.col("priority") >= pl.col("least")).fill_null(value=False)
    placed = placed.select(pl.exclude("least"), first.alias("first"))
    return placed.filter(pl.col("first") | pl.col("lead_id").is_in(list(under_way)))


def wanting(some: pl.DataFrame, judged: pl.DataFrame, found: policy.Assessment) -> list[str]:
    """The segments of which more must be judged: somebody left out might come into the queue.

    Nobody can whose segment's caps are full of better ones, or who comes after all desks were.
    """
    last = min((one.priority for one in found.planned if one.enrolment_id is None), default=inf)
    if not found.full or found.lifted:
        last = -inf
    asked, all_ = (frame["segment"].value_counts() for frame in (judged, some))
    left = all_.join(asked, on="segment", how="left", suffix=" judged")
    out = left.filter(pl.col("count") > pl.col("count judged").fill_null(0))["segment"]
    reach = judged.filter("first").group_by("segment").agg(pl.min("priority"))
    more = reach.filter(
        pl.col("segment").is_in(out.implode()),
        ~pl.col("segment").is_in(sorted(found.closed)),
        pl.col("priority") > last,
    )
    return more["segment"].cast(pl.String).to_list()


def cards(side: Side, judged: pl.DataFrame) -> dict[int, Card]:
    """What score and segment say of each of them."""
    found: dict[int, Card] = {}
    for lead_id, *values, newest, segment in side.rows.rows(judged["place"], _CARD).iter_rows():
        at = None if newest is None else from_micros(newest)
        found[lead_id] = Card._make((*values, at, segment))
    return found


_CARD = (
    "lead_id", "grade", "priority", "lower", "upper", "intent", "disqualified_by",
    "unknown_field", "newest", "segment",
)  # fmt: skip
