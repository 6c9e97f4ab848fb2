"""What is told of leads when they are written as plain, so that nobody has to read it back."""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

#: Names of leads: the lead, the identity that holds the name at a company, the full name (folded).
NAMES = {"lead": pl.Int64, "identity": pl.Int64, "name": pl.String}
#: What colleagues are found by: the lead, its account, its names and e-mail.
CARDS = dict.fromkeys(("lead", "account"), pl.Int64) | dict.fromkeys(
    ("first", "last", "email"), pl.String
)


class Told(NamedTuple):
    """What was told of some leads."""

    #: As `NAMES` (null = none), of those who were seen under no name somebody had.
    names: pl.DataFrame
    #: As `CARDS`, of each of them.
    cards: pl.DataFrame

    def and_of(self, others: "Told") -> "Told":
        """What was told of these and of others."""
        return Told(*map(pl.concat, zip(self, others, strict=True)))


def only(frame: pl.DataFrame, leads: Collection[int]) -> pl.DataFrame:
    """The rows of those who are among some leads."""
    return frame.filter(pl.col("lead").is_in(pl.Series(sorted(leads), dtype=pl.Int64).implode()))


NOTHING = Told(pl.DataFrame(schema=NAMES), pl.DataFrame(schema=CARDS))
