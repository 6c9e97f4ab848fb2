"""Which of several alike a signal is: the nth of m of its kind on its subject."""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from prospector.engine.worlds import World
from prospector.text import fold


class Repeat(NamedTuple):
    """Newest first: the nth of so many by the same account, or lead where there is no account."""

    nth: int
    of: int


def repeats(world: World, outcomes: Collection[str]) -> dict[int, Repeat]:
    """The place of every signal that is not alone on its subject; outcomes are never repetitions."""
    exempt = [fold(kind) for kind in outcomes]
    alone = pl.when(pl.col("account_id").is_null()).then(pl.col("lead_id"))
    same = ("account_id", "alone", "kind", "subject")
    ranked = (
        world.signals.filter(
            pl.col("subject").is_not_null() & ~pl.col("kind").is_in(exempt),
            pl.col("occurred_at") <= world.as_of,
            pl.col("received_at") <= world.known_at,
        )
        .with_columns(alone.alias("alone"))
        .sort(
            ["occurred_at", "feed", "external_id"],
            descending=[True, False, False],
            maintain_order=True,
        )
        .with_columns(
            (pl.col("id").cum_count().over(same)).alias("nth"), pl.len().over(same).alias("of")
        )
        .filter(pl.col("of") > 1)
    )
    return {row[0]: Repeat(row[1], row[2]) for row in ranked.select("id", "nth", "of").iter_rows()}
