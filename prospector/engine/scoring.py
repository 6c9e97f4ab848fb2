"""Score a world: rule totals first, then caps, fit and grades over them (design, section 7)."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from prospector.engine import duck, totals
from prospector.engine.deferred import Column, Deferred
from prospector.engine.fit import (
    MILLION,
    Priors,
    bounds_of_all_sql,
    fits_sql,
    fitted_sql,
    group_name,
    priors_of,
    priors_sql,
)
from prospector.engine.grades import PACE, columns_of, numbers_sql, paced, scores_sql
from prospector.engine.intent import (
    answers_sql,
    contributions_sql,
    seen_and_counts_sql,
    totals_sql,
)
from prospector.engine.memory import once_per_version
from prospector.engine.sides import bounds_by_side_sql
from prospector.engine.signals import newest_sql, reason_sql, seen_sql
from prospector.engine.terms import terms
from prospector.engine.traits import groups_of, traits_sql
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset

#: What a contribution tells of its signal, and what ranks repetitions.
_COUNTED = (
    "id",
    "feed",
    "external_id",
    "kind",
    "subject",
    "lead_id",
    "account_id",
    "occurred_at",
    "received_at",
    "confidence",
    "repeats",
)
#: Fewer leads are judged one by one: a longer query costs more to plan than it saves.
FEW = 5_000


@dataclass(frozen=True)
class Compiled:
    """The SQL texts of a ruleset."""

    #: For an engine that keeps `seen` alone between queries; `signals` may be `seen` there too.
    seen: str
    priors: str
    scores: str
    contributions: str
    traits: str
    #: By steps, over frames of what the steps before gave.
    fitted: str
    #: The same for many leads, whose sides are judged once for all who share them.
    fitted_by_side: str
    priors_of_fitted: str
    fits: str
    grades: str


@once_per_version
def compiled(ruleset: Ruleset) -> Compiled:
    """Compile a ruleset; the text is kept by score version."""
    answers = answers_sql(ruleset)
    of_seen = ["known AS (SELECT * FROM seen)", *answers] if answers else []
    steps = (
        totals_sql(terms(ruleset)),
        newest_sql(reason_sql(ruleset)),
        bounds_of_all_sql(ruleset),
        fitted_sql(ruleset),
        fits_sql(ruleset),
        numbers_sql(ruleset),
        scores_sql(ruleset),
    )
    asked = f"{seen_and_counts_sql(ruleset)}," if answers else ""
    last = f"SELECT {', '.join(columns_of(ruleset))} FROM scores"
    return Compiled(
        seen=f"WITH {seen_sql(ruleset)} SELECT * EXCLUDE (feed, external_id, repeats) FROM seen",
        priors=f"WITH {', '.join([*of_seen, bounds_of_all_sql(ruleset)])} {priors_sql(ruleset)}",
        scores=f"WITH {', '.join([*of_seen, *steps])} {last}",
        contributions=contributions_sql(ruleset),
        traits=f"WITH {asked} {traits_sql(ruleset)} SELECT * FROM traits",
        fitted=f"WITH {bounds_of_all_sql(ruleset)}, {fitted_sql(ruleset)} SELECT * FROM fitted",
        fitted_by_side=f"WITH {bounds_by_side_sql(ruleset)}, {fitted_sql(ruleset)} SELECT * FROM fitted",
        priors_of_fitted=priors_sql(ruleset),
        fits=f"WITH {fits_sql(ruleset)} SELECT * FROM fits",
        grades=f"WITH {scores_sql(ruleset)} {last}",
    )


def priors(ruleset: Ruleset, world: World) -> Priors:
    """What to expect of each fit group where it is unknown, from all leads of a world."""
    texts = compiled(ruleset)

    def make() -> pl.DataFrame:
        return duck.run(texts.priors_of_fitted, {"bounds": _fitted(ruleset, world)})

    text = f"{_fitted_text(ruleset)}\n{texts.priors_of_fitted}"
    return priors_of(ruleset, world.kept.frame(text, make))


def scores(ruleset: Ruleset, world: World, expected: Priors) -> pl.DataFrame:
    """One row per lead.

    Columns: lead_id, newest, raw, r0, r1, … (rule totals), intent, profile, lower, upper,
    expected, unknown_field, disqualified_by, grade, priority. Points are nano-points.

    A world keeps what was computed of it: scoring it by other rules computes what differs.
    """
    return duck.run(
        compiled(ruleset).grades, {"numbers": numbers(ruleset, world, expected).frame()}
    )


def numbers(ruleset: Ruleset, world: World, expected: Priors) -> Deferred:
    """What scores are made of, one row per lead in the world's order: fit, newest reason, totals before caps."""
    fitted, summed = fits(ruleset, world, expected), totals.totals(ruleset, world)
    newest: dict[str, Column] = {"newest": lambda: totals.newest(ruleset, world)}
    pace = {one.name: one for one in _pace(ruleset, world)}
    return fitted.also({**newest, **{name: summed.later(name) for name in summed.columns}, **pace})


def _fitted(ruleset: Ruleset, world: World) -> pl.DataFrame:
    texts = compiled(ruleset)
    sql = texts.fitted_by_side if world.leads.height > FEW else texts.fitted

    def make() -> pl.DataFrame:
        given = frames(ruleset, world, {})
        del given["signals"]
        return duck.run(sql, {**given, **totals.answers(ruleset, world)})

    return world.kept.frame(_fitted_text(ruleset), make)


def _fitted_text(ruleset: Ruleset) -> str:
    """What decides that over given frames: its own text, and the questions that it names by number."""
    return "\n".join([compiled(ruleset).fitted, *totals.answer_texts(ruleset).values()])


def fits(ruleset: Ruleset, world: World, expected: Priors) -> Deferred:
    """One row per lead, in the world's order: the profile that fits best, its bounds, what to expect."""
    texts = compiled(ruleset)

    def make() -> pl.DataFrame:
        numbers = frames(ruleset, world, expected)["parameters"]
        given = {"fitted": _fitted(ruleset, world), "parameters": numbers}
        found = totals.in_order(world, duck.run(texts.fits, given))
        # A wide frame that nobody needs any more.
        world.kept.drop(_fitted_text(ruleset))
        return found

    return world.kept.columns(fits_text(ruleset, expected), make)


def fits_text(ruleset: Ruleset, expected: Priors) -> str:
    """What decides the fits over given frames."""
    return f"{_fitted_text(ruleset)}\n{compiled(ruleset).fits}\n{sorted(expected.items())}"


def _pace(ruleset: Ruleset, world: World) -> list[pl.Series]:
    """The columns that a priority reads of the account's pace."""
    if not paced(ruleset):
        return []
    bursts = totals.answers(ruleset, world)["bursts"].select("account_id", *PACE)
    homes = world.leads.select("account_id")
    found = homes.join(bursts, on="account_id", how="left", maintain_order="left")
    return found.select(PACE).get_columns()


def contributions(ruleset: Ruleset, world: World, wanted: pl.DataFrame) -> pl.DataFrame:
    """One row per rule and signal that counts, of the rules `wanted` (lead_id, rule) of leads."""
    return pl.concat(list(contributed(ruleset, world, wanted)))


def contributed(ruleset: Ruleset, world: World, wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The same, of many signals for some rules at a time: a pass reads what its rules can count."""
    given = {**frames(ruleset, world, {}), "wanted": wanted}
    if world.signals.height <= totals.FEW:
        yield duck.run(compiled(ruleset).contributions, given)
        return
    asked = set(wanted["rule"])
    spelled = [term for term in terms(ruleset) if term.index in asked]
    # Of no rule at all, too: a frame without rows has columns.
    for one in totals.passes(spelled, world.signals.height) or [totals.Pass((), frozenset())]:
        columns = {*_COUNTED, *(name for term in one.terms for name in term.columns)}
        signals = world.signals.select(sorted(columns))
        # What asks about all signals counts other kinds than its rule.
        if one.kinds is not None and not any(term.asks or term.paced for term in one.terms):
            signals = totals.of_kinds(signals, one.kinds)
        yield duck.run(contributions_sql(ruleset, one.terms), {**given, "signals": signals})


def traits(ruleset: Ruleset, world: World) -> pl.DataFrame:
    """One row per lead: `t0`, `t1`, … for the fit rules (NULL = unknown), `n0`, … for missing fields."""
    return duck.run(compiled(ruleset).traits, frames(ruleset, world, {}))


def frames(ruleset: Ruleset, world: World, expected: Priors) -> dict[str, pl.DataFrame]:
    """What queries over a whole world read."""
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
