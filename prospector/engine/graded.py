"""Grades of every lead of a world, computed for those alone that others graded before may not stand for.

It gives what `scoring.scores` gives, in the world's order. Two rulesets that are compared mostly
agree on most of what a score is made of, and what they agree on need not be looked at.
"""

import operator
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

import polars as pl

from prospector.engine import duck, scoring, totals
from prospector.engine.ceilings import group_cap, group_total, members, rule_total
from prospector.engine.deferred import Column, Deferred
from prospector.engine.fit import Priors
from prospector.engine.grades import FIT, band, columns_of, paced, scores_sql
from prospector.engine.memory import once_per_version
from prospector.engine.places import Table
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset

#: What the last step adds to its numbers.
ADDED = ("raw", "intent", "grade", "priority")
#: Totals of rules with their caps, and the cap of their group.
_Worth = tuple[tuple[tuple[str, str], ...], float | None]


@dataclass(frozen=True)
class Graded:
    """What a ruleset makes of a world's leads, in its order."""

    ruleset: Ruleset
    #: All that decides it over given frames, and what decides their fits.
    whole: str
    fit: str
    #: What the last step reads: totals before their caps, fits, newest reasons.
    numbers: Deferred
    #: The columns of `scoring.scores`.
    rows: Deferred
    #: The places where a score may be another than what it was compared with; None = anywhere.
    differs: pl.Series | None = None


def graded(ruleset: Ruleset, world: World, like: Graded | None = None) -> Graded:
    """Every lead's score; `like` is what other rules made of the same world."""
    expected = scoring.priors(ruleset, world)
    fit, whole = scoring.fits_text(ruleset, expected), _text(ruleset, expected)
    numbers = scoring.numbers(ruleset, world, expected)
    differs = None if like is None else _differs(like, ruleset, fit, numbers)
    if like is None or differs is None or world.kept.has(whole):
        found = world.kept.columns(whole, lambda: _added(ruleset, numbers.frame()))
        added = {name: found.later(name) for name in ADDED}
    else:
        added = _patched(like.rows, differs, ruleset, numbers)
    rows = numbers.also({**_capped(ruleset, numbers), **added})
    rows = Deferred({name: rows.later(name) for name in columns_of(ruleset)})
    return Graded(ruleset, whole, fit, numbers, rows, differs)


def keep(ruleset: Ruleset, world: World, expected: Priors, found: pl.DataFrame) -> None:
    """Let a world know the scores that were computed of it."""
    added = _in_order(found.select("lead_id", *ADDED), world.lead_ids)
    world.kept.columns(_text(ruleset, expected), lambda: added)


def differing(old: pl.DataFrame, new: pl.DataFrame) -> pl.Series:
    """Which rows of two frames with the same columns and leads differ."""
    found = pl.repeat(value=False, n=new.height, dtype=pl.Boolean, eager=True)
    for name in new.columns:
        found |= old[name].ne_missing(new[name])
    return found


def _differs(like: Graded, ruleset: Ruleset, fit: str, numbers: Deferred) -> pl.Series | None:
    """Where one may be graded otherwise than the other: what both read alike is not looked at."""
    before, after = like.ruleset.grades, ruleset.grades
    if before.priority != after.priority or _pace(like.ruleset) != _pace(ruleset):
        return None
    found = pl.repeat(value=False, n=numbers.height, dtype=pl.Boolean, eager=True)
    if totals.newest_text(like.ruleset) != totals.newest_text(ruleset):
        found |= like.numbers["newest"].ne_missing(numbers["newest"])
    if like.fit != fit:
        found |= differing(like.numbers.frame(FIT), numbers.frame(FIT))
    gone, come = _unlike(like.ruleset, ruleset), _unlike(ruleset, like.ruleset)
    if gone or come:
        found |= _sum(like.ruleset, like.numbers, gone) != _sum(ruleset, numbers, come)
    for name, cuts in _cuts(like.ruleset).items():
        if cuts != _cuts(ruleset)[name]:
            bands = (band(pl.col(name), each) for each in (cuts, _cuts(ruleset)[name]))
            found |= like.rows.frame([name]).select(operator.ne(*bands)).to_series()
    return found.arg_true()


def _cuts(ruleset: Ruleset) -> dict[str, tuple[float, float]]:
    """By the number that is cut into a letter or digit, where."""
    fit, intent = ruleset.grades.fit, ruleset.grades.intent
    return {"lower": (fit.A, fit.B), "intent": (intent.first, intent.second)}


def _pace(ruleset: Ruleset) -> str | None:
    """What decides the pace that a priority reads; None = it reads none."""
    return totals.answer_texts(ruleset)[totals.BURSTS] if paced(ruleset) else None


def _unlike(ruleset: Ruleset, other: Ruleset) -> list[str]:
    """The groups that give something else than every group of other rules."""
    theirs = Counter(_worth(other).values())
    found = []
    for name, worth in _worth(ruleset).items():
        if theirs[worth]:
            theirs[worth] -= 1
        else:
            found.append(name)
    return found


def _worth(ruleset: Ruleset) -> dict[str, _Worth]:
    """What decides the total of each group: its rules' totals, their caps, its own."""
    keys, rules = totals.keys_of(ruleset), ruleset.intent.rules
    return {
        name: (
            tuple(sorted((keys[place], str(rules[place].cap)) for place in places)),
            group_cap(ruleset, name),
        )
        for name, places in members(ruleset).items()
    }


def _sum(ruleset: Ruleset, numbers: Deferred, groups: Collection[str]) -> pl.Series:
    """What some groups give together."""
    places = {name: places for name, places in members(ruleset).items() if name in groups}
    own = [f"r{place}" for some in places.values() for place in some]
    found = [
        group_total(ruleset, name, [rule_total(ruleset, place) for place in some])
        for name, some in places.items()
    ]
    if not found:
        return pl.repeat(0, n=numbers.height, dtype=pl.Int64, eager=True)
    return numbers.frame(own).select(pl.sum_horizontal(found)).to_series()


def _patched(
    before: Deferred, places: pl.Series, ruleset: Ruleset, numbers: Deferred
) -> dict[str, Column]:
    """What the last step adds, computed anew at some places."""
    if places.is_empty():
        return {name: before.later(name) for name in ADDED}
    fresh = _added(ruleset, numbers.rows(places))
    return {name: partial(_scattered, before, name, places, fresh[name]) for name in ADDED}


def _scattered(before: Deferred, name: str, places: pl.Series, values: pl.Series) -> pl.Series:
    # A copy: `scatter` writes where it stands.
    return before[name].cast(values.dtype).clone().scatter(places, values)


def _added(ruleset: Ruleset, numbers: pl.DataFrame) -> pl.DataFrame:
    return _in_order(duck.run(_sql(ruleset), {"numbers": numbers}), numbers["lead_id"])


def _in_order(found: pl.DataFrame, leads: pl.Series) -> pl.DataFrame:
    rows = Table(found["lead_id"], pl.int_range(found.height, eager=True)).of(leads)
    return found.select(pl.col(ADDED).gather(rows))


def _capped(ruleset: Ruleset, numbers: Deferred) -> dict[str, Column]:
    """The totals within the caps of their rules."""

    def capped(place: int) -> pl.Series:
        return numbers.frame([f"r{place}"]).select(rule_total(ruleset, place)).to_series()

    rules = enumerate(ruleset.intent.rules)
    return {f"r{place}": partial(capped, place) for place, rule in rules if rule.cap is not None}


@once_per_version
def _sql(ruleset: Ruleset) -> str:
    return f"WITH {scores_sql(ruleset)} SELECT lead_id, {', '.join(ADDED)} FROM scores"


def _text(ruleset: Ruleset, expected: Priors) -> str:
    """What decides the grades over given frames."""
    return "\n".join(
        [
            _sql(ruleset),
            *totals.keys_of(ruleset),
            totals.newest_text(ruleset),
            scoring.fits_text(ruleset, expected),
            *totals.answer_texts(ruleset).values(),
        ]
    )
