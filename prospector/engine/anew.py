"""Score a few leads anew, in one query: their fits stand unless a row of theirs was changed.

It gives what `scoring.scores` gives. A world of all leads is asked step by step, so that steps can
be kept for other rules; a world of a few is asked once, and planning each step costs most there.
"""

import polars as pl

from prospector.engine import duck, scoring, surge, totals
from prospector.engine.expressions import expressions
from prospector.engine.fit import Priors
from prospector.engine.grades import columns_of, numbers_sql, scores_sql
from prospector.engine.intent import answers_sql, totals_sql
from prospector.engine.memory import once_per_version
from prospector.engine.signals import newest_sql, outcomes_of, seen_sql
from prospector.engine.terms import terms
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset


def scores(
    ruleset: Ruleset, world: World, expected: Priors, standing: pl.DataFrame
) -> pl.DataFrame:
    """One row per lead, as `scoring.scores` has it.

    `standing` has the fits that are as they were when they were last computed, by the same rules
    and with the same expectations; nothing is done with those of leads the world has not.
    """
    # Asked here of a few codes: the engine would plan a comparison of texts, four times.
    reason = ~pl.col("kind").is_in(outcomes_of(ruleset))
    given = {
        "signals": world.signals.with_columns(reason.alias("reason")),
        "leads": world.leads,
        "accounts": world.accounts,
        "parameters": totals.times(world),
        "fits": _fits(ruleset, world, expected, standing),
    }
    return duck.run(_sql(ruleset), given)


def keeps_fits(ruleset: Ruleset) -> bool:
    """Whether a fit changes only with a row of its lead or account: no condition asks for signals."""
    parsed = expressions(ruleset).fit.values()
    return not any(one.aggregates or surge.reads(one) for one in parsed)


def _fits(ruleset: Ruleset, world: World, expected: Priors, standing: pl.DataFrame) -> pl.DataFrame:
    others = world.leads.join(standing, on="lead_id", how="anti")["lead_id"]
    if others.is_empty():
        return standing
    fresh = scoring.fits(ruleset, world.only(others), expected)
    return pl.concat([standing, fresh.frame(standing.columns)])


@once_per_version
def _sql(ruleset: Ruleset) -> str:
    steps = (
        seen_sql(ruleset, reason="s.reason"),
        *answers_sql(ruleset),
        totals_sql(terms(ruleset)),
        newest_sql("s.reason"),
        numbers_sql(ruleset),
        scores_sql(ruleset),
    )
    return f"WITH {', '.join(steps)} SELECT {', '.join(columns_of(ruleset))} FROM scores"
