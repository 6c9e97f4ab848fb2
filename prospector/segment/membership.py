"""Turn the segments leads fall into into rows: the reason, the rules that fired, the evidence."""

import polars as pl

from prospector.engine import segments
from prospector.engine.behaviours import behaviours
from prospector.engine.evidence import evidence, paying
from prospector.engine.expressions import expressions
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset

#: Leads whose totals are read out of JSON at a time.
_PART = 50_000


def memberships(ruleset: Ruleset, world: World, scored: pl.DataFrame) -> pl.DataFrame:
    """One row per lead that is in a segment: lead_id, segment, reason, fired, evidence, behaviour.

    `fired` and `evidence` are JSON lists: rule ids and signal ids, best contribution first.
    """
    found = segments.memberships(ruleset, world, scored)
    speaks = evidence(ruleset, world, _wanted(ruleset, found, scored))
    names = [rule.id for rule in ruleset.intent.rules]
    rows = found.join(speaks, on="lead_id", how="left").with_columns(
        pl.col("fired", "evidence").fill_null(pl.lit([], dtype=pl.List(pl.Int64)))
    )
    rules = rows["fired"].list.eval(
        pl.format(
            '"{}"', pl.element().replace_strict(dict(enumerate(names)), return_dtype=pl.String)
        )
    )
    return rows.select(
        "lead_id",
        segments.named(ruleset, pl.col("place")).alias("segment"),
        _reasons(ruleset, rows).alias("reason"),
        _json_list(rules).alias("fired"),
        _json_list(rows["evidence"].cast(pl.List(pl.String))).alias("evidence"),
    ).join(behaviours(ruleset, world, scored), on="lead_id", how="left")


def drafting(
    fresh: pl.DataFrame, standing: pl.DataFrame, moves: pl.DataFrame, *, now: int
) -> pl.DataFrame:
    """Memberships with the segment whose sequence a move gave them: `drafts_as`, `drafts_until`.

    It goes on until its day, or until they move again.
    """
    lent = ("lead_id", "drafts_as", "drafts_until")
    kept = standing.filter(pl.col("drafts_until") > now).select(lent)
    kept = kept.join(moves, on="lead_id", how="anti")
    return fresh.join(pl.concat([moves.select(lent), kept]), on="lead_id", how="left")


def totals(ruleset: Ruleset, scores: pl.DataFrame) -> pl.DataFrame:
    """Stored scores as the engine gives them: totals by rule id become the columns `r0`, `r1` and on."""
    # Read out of JSON, they are there twice for a while: those of some leads at a time.
    parts = [scores.slice(start, _PART) for start in range(0, max(scores.height, 1), _PART)]
    return pl.concat([_totals(ruleset, part) for part in parts])


def _totals(ruleset: Ruleset, scores: pl.DataFrame) -> pl.DataFrame:
    rules = [rule.id for rule in ruleset.intent.rules]
    parsed = scores["rule_totals"].str.json_decode(
        pl.Struct(dict.fromkeys(rules, pl.Int64) or {"none": pl.Int64})
    )
    return scores.select(
        "lead_id",
        pl.col("fit_lower_nano").alias("lower"),
        pl.col("fit_upper_nano").alias("upper"),
        pl.col("fit_expected_nano").alias("expected"),
        pl.col("intent_nano").alias("intent"),
        "grade",
        "profile",
        *(
            parsed.struct.field(rule).fill_null(0).alias(f"r{index}")
            for index, rule in enumerate(rules)
        ),
    )


def _wanted(ruleset: Ruleset, found: pl.DataFrame, scored: pl.DataFrame) -> pl.DataFrame:
    """The rules that speak for each lead: those its segment's condition names, if they pay.

    Where the condition names none that pays, every rule that does.
    """
    rules = {rule.id: index for index, rule in enumerate(ruleset.intent.rules)}
    parsed = expressions(ruleset).segments
    named = pl.DataFrame(
        [
            (place, rules[rule])
            for place, segment in enumerate(ruleset.segments.segments)
            for rule in parsed[segment.id].fired
        ],
        schema={"place": pl.Int64, "rule": pl.Int32},
        orient="row",
    )
    all_paying = paying(scored, len(rules)).join(found, on="lead_id")
    by_condition = all_paying.join(named, on=["place", "rule"], how="semi")
    others = all_paying.join(by_condition, on="lead_id", how="anti")
    return pl.concat([by_condition, others]).select("lead_id", "rule")


def _reasons(ruleset: Ruleset, rows: pl.DataFrame) -> pl.Series:
    pairs = rows.select("place", "branch").unique()
    reasons = pairs.with_columns(
        pl.Series(
            "reason",
            [segments.reason(ruleset, place, branch) for place, branch in pairs.iter_rows()],
            dtype=pl.String,
        )
    )
    return rows.join(reasons, on=["place", "branch"], how="left", maintain_order="left")["reason"]


def _json_list(items: pl.Series) -> pl.Series:
    return pl.select(pl.concat_str(pl.lit("["), items.list.join(", "), pl.lit("]"))).to_series()
