"""Grades of every lead of a world, computed for those alone whose numbers differ from ones graded before.

It gives what `scoring.scores` gives, in the world's order. Two rulesets that are compared mostly
agree, on the text of the last step and on the numbers of most leads.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from prospector.engine import duck, scoring, totals
from prospector.engine.fit import Priors
from prospector.engine.grades import columns_of, scores_sql
from prospector.engine.memory import once_per_version
from prospector.engine.places import Table
from prospector.engine.points import nano
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset

#: What the last step adds to its numbers.
ADDED = ("raw", "intent", "grade", "priority")


@dataclass(frozen=True)
class Graded:
    """What a ruleset makes of a world's leads, in its order."""

    #: All that decides it over given frames, and the last step's own text.
    whole: str
    text: str
    numbers: pl.DataFrame
    #: The columns of `scoring.scores`.
    rows: pl.DataFrame


def graded(ruleset: Ruleset, world: World, like: Graded | None = None) -> Graded:
    """Every lead's score; `like` is what other rules made of the same world."""
    expected = scoring.priors(ruleset, world)
    numbers, text = scoring.numbers(ruleset, world, expected), _sql(ruleset)

    def make() -> pl.DataFrame:
        if like is None or like.text != text:
            return _added(text, numbers)
        differs = differing(like.numbers, numbers)
        # What nothing is graded by need not be graded: most rows, as a rule.
        fresh = _added(text, numbers.filter(differs))
        both = pl.concat([like.rows.select(ADDED), fresh])
        place = pl.when(differs).then(differs.cum_sum().cast(pl.Int64) + (numbers.height - 1))
        own = pl.int_range(numbers.height, eager=True)
        return _taken(both, pl.select(pl.coalesce(place, own)).to_series())

    whole = _text(ruleset, expected)
    added = world.kept.frame(whole, make)
    rows = numbers.with_columns(*_clipped(ruleset), *added.get_columns())
    return Graded(whole, text, numbers, rows.select(columns_of(ruleset)))


def keep(ruleset: Ruleset, world: World, expected: Priors, found: pl.DataFrame) -> None:
    """Let a world know the scores that were computed of it."""
    added = _in_order(found.select("lead_id", *ADDED), world.leads["lead_id"])
    world.kept.frame(_text(ruleset, expected), lambda: added)


def differing(old: pl.DataFrame, new: pl.DataFrame) -> pl.Series:
    """Which rows of two frames with the same columns and leads differ."""
    found = pl.repeat(value=False, n=new.height, dtype=pl.Boolean, eager=True)
    for name in new.columns:
        found |= old[name].ne_missing(new[name])
    return found


def _added(sql: str, numbers: pl.DataFrame) -> pl.DataFrame:
    return _in_order(duck.run(sql, {"numbers": numbers}), numbers["lead_id"])


def _in_order(found: pl.DataFrame, leads: pl.Series) -> pl.DataFrame:
    rows = Table(found["lead_id"], pl.int_range(found.height, eager=True)).of(leads)
    return _taken(found.select(ADDED), rows)


def _taken(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    return frame.select(pl.all().gather(rows))


def _clipped(ruleset: Ruleset) -> Iterator[pl.Expr]:
    """The totals within the caps of their rules."""
    for place, rule in enumerate(ruleset.intent.rules):
        if rule.cap is not None:
            yield pl.col(f"r{place}").clip(-nano(rule.cap), nano(rule.cap))


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
