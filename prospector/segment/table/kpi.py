"""What came back per segment: leads touched, and how many of them replied, met, signed."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from prospector.rates import Rate, rate

#: The ladder: each rung with the kinds that reach it.
RUNGS: Mapping[str, tuple[str, ...]] = {
    "replied": ("replied", "replied_positive", "replied_negative"),
    "met": ("meeting_booked",),
    "won": ("deal_won",),
}


@dataclass(frozen=True)
class Kpi:
    """What a segment's messages brought, in leads."""

    touched: int
    replied: Rate
    met: Rate
    won: Rate


def kpis(touches: pl.DataFrame, outcomes: pl.DataFrame) -> dict[str, Kpi]:
    """The figures of each segment that touched anybody.

    An outcome counts for the segment that touched its lead last before it. `touches` has lead_id,
    segment, at; `outcomes` lead_id, kind, at.
    """
    touched = dict(touches.group_by("segment").agg(pl.col("lead_id").n_unique()).iter_rows())
    latest = outcomes.sort("at").join_asof(
        touches.sort("at"),
        on="at",
        by="lead_id",
        strategy="backward",
        check_sortedness=False,  # it was just sorted, and polars cannot check by lead
    )
    reached = {
        rung: dict(
            latest.filter(pl.col("segment").is_not_null() & pl.col("kind").is_in(kinds))
            .group_by("segment")
            .agg(pl.col("lead_id").n_unique())
            .iter_rows()
        )
        for rung, kinds in RUNGS.items()
    }
    return {
        name: Kpi(n, **{rung: rate(counts.get(name, 0), n) for rung, counts in reached.items()})
        for name, n in touched.items()
    }


#: A segment that touched nobody yet.
NOTHING = Kpi(0, *(rate(0, 0) for _ in RUNGS))
