"""Turn what the engine computed into rows of the score table."""

from collections.abc import Sequence

import polars as pl

from prospector.rules.ruleset import Ruleset


def records(ruleset: Ruleset, found: pl.DataFrame, *, as_of: int, known_at: int) -> pl.DataFrame:
    """One row per lead with the columns of `score`; fit is its lower bound."""
    return found.select(
        "lead_id",
        pl.lit(ruleset.version).alias("ruleset"),
        pl.lit(as_of).alias("as_of"),
        pl.lit(known_at).alias("known_at"),
        "profile",
        pl.col("lower").alias("fit_nano"),
        pl.col("lower").alias("fit_lower_nano"),
        pl.col("upper").alias("fit_upper_nano"),
        pl.col("expected").alias("fit_expected_nano"),
        pl.col("intent").alias("intent_nano"),
        pl.col("raw").alias("intent_raw_nano"),
        "grade",
        "disqualified_by",
        "unknown_field",
        "priority",
        totals_json([rule.id for rule in ruleset.intent.rules]).alias("rule_totals"),
        pl.col("newest").alias("newest_signal_at"),
    )


def totals_json(rules: Sequence[str]) -> pl.Expr:
    """The totals `r0`, `r1`, … that are not zero, as a JSON object by rule id."""
    entries = [
        pl.when(pl.col(f"r{index}") != 0).then(pl.format(f'"{rule}": {{}}', f"r{index}"))
        for index, rule in enumerate(rules)
    ]
    joined = pl.concat_str(entries, separator=", ", ignore_nulls=True) if entries else pl.lit("")
    return pl.concat_str(pl.lit("{"), joined, pl.lit("}"))
