"""Score a world: one SQL text for one lead and for all, in two steps (design, section 7)."""

from dataclasses import dataclass

import polars as pl

from prospector.engine import duck, surge
from prospector.engine.fit import MILLION, Priors, fit_sql, group_name, priors_of, priors_sql
from prospector.engine.grades import scores_sql
from prospector.engine.intent import contributions_sql, seen_and_counts_sql, totals_sql
from prospector.engine.memory import once_per_version
from prospector.engine.terms import questions
from prospector.engine.traits import groups_of, traits_sql
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset


@dataclass(frozen=True)
class Compiled:
    """The SQL texts of a ruleset."""

    scores: str
    priors: str
    contributions: str
    traits: str


@once_per_version
def compiled(ruleset: Ruleset) -> Compiled:
    """Compile a ruleset; the text is kept by score version."""
    asks = questions(ruleset) or surge.needed(ruleset)
    asked = seen_and_counts_sql(ruleset) if asks else ""
    steps = ",\n".join((totals_sql(ruleset), fit_sql(ruleset), scores_sql(ruleset)))
    return Compiled(
        scores=f"WITH {steps}\nSELECT * FROM scores",
        priors=f"WITH {f'{asked},' if asked else ''} {priors_sql(ruleset)}",
        contributions=contributions_sql(ruleset),
        traits=f"WITH {f'{asked},' if asked else ''} {traits_sql(ruleset)}\nSELECT * FROM traits",
    )


def priors(ruleset: Ruleset, world: World) -> Priors:
    """What to expect of each fit group where it is unknown, from all leads of a world."""
    found = duck.run(compiled(ruleset).priors, frames(ruleset, world, {}))
    return priors_of(ruleset, found)


def scores(ruleset: Ruleset, world: World, expected: Priors) -> pl.DataFrame:
    """One row per lead.

    Columns: lead_id, newest, raw, r0, r1, … (rule totals), intent, profile, lower, upper,
    expected, unknown_field, disqualified_by, grade, priority. Points are nano-points.
    """
    return duck.run(compiled(ruleset).scores, frames(ruleset, world, expected))


def contributions(ruleset: Ruleset, world: World, wanted: pl.DataFrame) -> pl.DataFrame:
    """One row per rule and signal that counts, of the rules `wanted` (lead_id, rule) of leads."""
    given = {**frames(ruleset, world, {}), "wanted": wanted}
    return duck.run(compiled(ruleset).contributions, given)


def traits(ruleset: Ruleset, world: World) -> pl.DataFrame:
    """One row per lead: `t0`, `t1`, … for the fit rules (NULL = unknown), `n0`, … for missing fields."""
    return duck.run(compiled(ruleset).traits, frames(ruleset, world, {}))


def frames(ruleset: Ruleset, world: World, expected: Priors) -> dict[str, pl.DataFrame]:
    """What every query reads."""
    return {
        "signals": world.signals,
        "leads": world.leads,
        "accounts": world.accounts,
        "parameters": parameters(ruleset, expected, as_of=world.as_of, known_at=world.known_at),
    }


def parameters(ruleset: Ruleset, expected: Priors, *, as_of: int, known_at: int) -> pl.DataFrame:
    """The one row of numbers that queries read. A group without a prior is as likely to hold as not."""
    numbers = {"as_of": as_of, "known_at": known_at}
    for group in groups_of(ruleset):
        numbers[group.name] = expected.get(group_name(group), MILLION // 2)
    return pl.DataFrame(numbers)
