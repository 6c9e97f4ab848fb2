"""Which cases are learnt from and which are held out to judge what was learnt.

Accounts are the unit: colleagues are not independent. Held out are the later cases of accounts that
no earlier case speaks of, so that nothing is tested on what it was taught.
"""

from typing import NamedTuple

import polars as pl

#: Cases with and without the outcome below which nothing is learnt.
LEAST = 120
#: Cases of each sort that either side of the cut must have.
LEAST_IN_PART = 20
#: The earlier part of the cases, to learn from.
EARLIER = 0.7


class Split(NamedTuple):
    """The cases on both sides of a day. Columns: case, lead_id, unit, at, label."""

    training: pl.DataFrame
    held_out: pl.DataFrame
    #: The first moment of the later part, in microseconds.
    cut: int
    #: Later cases of accounts that were learnt from: on neither side.
    known_accounts: int

    @property
    def mornings(self) -> int:
        """How many moments have cases."""
        return pl.concat([self.training["at"], self.held_out["at"]]).n_unique()


def judged(labelled: pl.DataFrame) -> pl.DataFrame:
    """The cases that can be judged; a lead without account is a unit of its own.

    `labelled` is what `measure.cases.labelled` gives.
    """
    return (
        labelled.filter(pl.col("state") == "judged")
        .select(
            "case",
            "lead_id",
            pl.coalesce("account_id", -pl.col("lead_id")).alias("unit"),
            "at",
            pl.col("hit").alias("label"),
        )
        .sort("at", "case")
    )


def missing(cases: pl.DataFrame, least: int) -> tuple[int, int]:
    """How many cases with and without the outcome are missing to a least number of each."""
    reached = int(cases["label"].sum())
    return max(0, least - reached), max(0, least - (cases.height - reached))


def split(cases: pl.DataFrame) -> Split:
    """Cut the cases in time at a moment between two mornings, and part the accounts."""
    moments = cases["at"].sort()
    cut = int(moments[min(int(cases.height * EARLIER), cases.height - 1)])
    training = cases.filter(pl.col("at") < cut)
    later = cases.filter(pl.col("at") >= cut)
    held_out = later.join(training.select("unit").unique(), on="unit", how="anti")
    return Split(training, held_out.sort("at", "case"), cut, later.height - held_out.height)
