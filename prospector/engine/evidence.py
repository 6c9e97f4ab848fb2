"""Which rules and signals speak for a lead, best contribution first."""

import polars as pl

from prospector.engine import scoring
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset

#: Signals kept as evidence: nobody reads more reasons, and a draft cites one or two.
MOST = 20
_SPEAKS = ("lead_id", "rule", "signal_id", "nano", "occurred_at")


def evidence(ruleset: Ruleset, world: World, wanted: pl.DataFrame) -> pl.DataFrame:
    """Per lead its rules (`fired`, places in the file) and signals that give points.

    `wanted` (lead_id, rule) says which rules may speak for a lead. The first rule is the one
    that the first signal's best contribution comes from.
    """
    leads = wanted["lead_id"].unique()
    # Some rules at a time, of which little is kept: all contributions of many leads take much room.
    found = pl.concat(
        part.filter(pl.col("nano") > 0).select(_SPEAKS)
        for part in scoring.contributed(ruleset, world.only(leads), wanted)
    )
    best_first = found.sort(
        ["lead_id", "nano", "occurred_at", "signal_id", "rule"],
        descending=[False, True, True, False, False],
    )
    return best_first.group_by("lead_id", maintain_order=True).agg(
        pl.col("rule").unique(maintain_order=True).alias("fired"),
        pl.col("signal_id").unique(maintain_order=True).head(MOST).alias("evidence"),
    )


def paying(scored: pl.DataFrame, rules: int) -> pl.DataFrame:
    """Every rule that gives a lead points: lead_id, rule."""
    return pl.concat(
        [
            pl.DataFrame(schema={"lead_id": pl.Int64, "rule": pl.Int32}),
            *(
                scored.filter(pl.col(f"r{index}") > 0).select(
                    "lead_id", pl.lit(index, dtype=pl.Int32).alias("rule")
                )
                for index in range(rules)
            ),
        ]
    )
