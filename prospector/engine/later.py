"""The same world at later times: every lead once per step, scored in one query.

A copy's signals are that much older, so the rules' own text answers what a score will be
if nothing happens. What a condition reads of a signal's date stays what it is.
"""

from collections.abc import Iterable, Iterator

import polars as pl

from prospector.engine import scoring
from prospector.engine.fit import Priors
from prospector.engine.signals import DAY
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset

#: Signals copied into one query.
_MOST_ROWS = 500_000


def grades(  # noqa: PLR0913 - whose, by which rules, and which times
    ruleset: Ruleset, world: World, expected: Priors, steps: int, *, after: int = 0, unit: int = DAY
) -> Iterator[tuple[int, int, str]]:
    """The grade of each lead at each of the next steps: (step, lead_id, grade), steps ascending.

    A step is `unit` microseconds, counted from `after` microseconds later than the world.
    """
    slice_ = max(1, min(steps, _MOST_ROWS // max(1, world.signals.height)))
    for first in range(1, steps + 1, slice_):
        some = range(first, min(first + slice_, steps + 1))
        scored = scoring.scores(ruleset, copies(world, some, after=after, unit=unit), expected)
        ids = pl.col("lead_id")
        rows = scored.select(
            (ids % _SPREAD).alias("step"), (ids // _SPREAD).alias("lead_id"), "grade"
        )
        yield from rows.sort("step", "lead_id").iter_rows()


#: Copies get ids of their own: id * spread + step.
_SPREAD = 100_000


def copies(world: World, steps: Iterable[int], *, after: int = 0, unit: int = DAY) -> World:
    """A world with one copy of everybody and everything per step."""
    later = pl.DataFrame({"@step": list(steps)}, schema={"@step": pl.Int64})

    def copied(frame: pl.DataFrame, *ids: str) -> pl.DataFrame:
        own = [pl.col(name) * _SPREAD + pl.col("@step") for name in ids]
        return frame.join(later, how="cross").with_columns(own)

    signals = copied(world.signals, "lead_id", "account_id").with_columns(
        pl.col("occurred_at") - after - pl.col("@step") * unit
    )
    return World(
        as_of=world.as_of,
        known_at=world.known_at,
        signals=signals.drop("@step"),
        leads=copied(world.leads, "lead_id", "account_id").drop("@step"),
        accounts=copied(world.accounts, "account_id").drop("@step"),
    )
