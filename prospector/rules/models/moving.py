"""What is told from all signals of an account: its pace against itself, its purchases."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from prospector.rules.models.base import Model

#: Where the scores of one dimension begin: one place fewer than there are scores.
_CUTS = 4


def _ascending(cuts: list[float]) -> list[float]:
    if len(cuts) != _CUTS or cuts != sorted(set(cuts)) or cuts[0] <= 0:
        raise ValueError("give four positive numbers, each larger than the one before")
    return cuts


Cuts = Annotated[list[float], AfterValidator(_ascending)]


class SurgeRule(Model):
    """What `account.surge` and `account.momentum` count."""

    kinds: list[str] = Field(
        default_factory=list, description="Kinds that count; empty = every kind but outcomes."
    )
    people: int = Field(
        default=2, ge=1, description="Least people behind a pace above the usual; fewer = unknown."
    )


class RfmCuts(Model):
    """Where scores begin while there are too few buyers for quintiles."""

    recency_days: Cuts = Field(
        default=[30, 90, 180, 365],
        description="Fewer days than the first = 5, than the second = 4, … the last or more = 1.",
    )
    frequency: Cuts = Field(
        default=[2, 3, 5, 10],
        description="Fewer purchases than the first = 1, … the last or more = 5.",
    )
    monetary: Cuts = Field(
        default=[1000, 5000, 20000, 100000],
        description="Less money than the first = 1, … the last or more = 5.",
    )


class RfmRule(Model):
    """How buyers are scored by recency, frequency and money."""

    kinds: list[str] = Field(
        default=["purchased"], min_length=1, description="Kinds of signals that are purchases."
    )
    monetary: Literal["total", "mean"] = Field(
        default="total", description="total = all that was spent; mean = per purchase."
    )
    currency: str | None = Field(
        default=None,
        pattern=r"^[A-Z]{3}$",
        description="Counts amounts in this currency only; none = that of each buyer's newest purchase.",
    )
    cuts: RfmCuts = Field(
        default_factory=RfmCuts, description="Fixed cuts for fewer than 25 buyers."
    )
