"""The same world on later days: every lead once per day, scored in one query.

A copy's signals are that many days older, so the rules' own text answers what a score will be
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


def grades(
    ruleset: Ruleset, world: World, expected: Priors, days: int
) -> Iterator[tuple[int, int, str]]:
    """The grade of each lead on each of the next days: (day, lead_id, grade), days ascending."""
    step = max(1, min(days, _MOST_ROWS // max(1, world.signals.height)))
    for first in range(1, days + 1, step):
        some = range(first, min(first + step, days + 1))
        scored = scoring.scores(ruleset, copies(world, some), expected)
        ids = pl.col("lead_id")
        rows = scored.select(
            (ids % _SPREAD).alias("day"), (ids // _SPREAD).alias("lead_id"), "grade"
        )
        yield from rows.sort("day", "lead_id").iter_rows()


#: Copies get ids of their own: id * spread + day.
_SPREAD = 100_000


def copies(world: World, days: Iterable[int]) -> World:
    """A world with one copy of everybody and everything per day."""
    later = pl.DataFrame({"@day": list(days)}, schema={"@day": pl.Int64})

    def copied(frame: pl.DataFrame, *ids: str) -> pl.DataFrame:
        own = [pl.col(name) * _SPREAD + pl.col("@day") for name in ids]
        return frame.join(later, how="cross").with_columns(own)

    signals = copied(world.signals, "lead_id", "account_id").with_columns(
        pl.col("occurred_at") - pl.col("@day") * DAY
    )
    return World(
        as_of=world.as_of,
        known_at=world.known_at,
        signals=signals.drop("@day"),
        leads=copied(world.leads, "lead_id", "account_id").drop("@day"),
        accounts=copied(world.accounts, "account_id").drop("@day"),
    )
