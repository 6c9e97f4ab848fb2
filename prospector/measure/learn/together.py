"""Many mornings as one: every case in the world of its own day, asked by one query.

Each morning's people and companies get ids of their own and its signals are moved in time so that
all mornings are one moment: ages, repetitions and accounts stay what they were, and no day sees
another.
"""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from prospector.engine.worlds import World

_IDS = ("lead_id", "account_id")
_TIMES = ("occurred_at", "received_at")


def together(worlds: Mapping[int, World]) -> tuple[World, pl.DataFrame]:
    """The worlds, by their moment, as one; and who is who: `at`, `lead_id`, `asked` (the new id)."""
    last = max(worlds)
    stride = 1 + max(_largest(world) for world in worlds.values())
    moved = [
        _moved(world, place * stride, last - at)
        for place, (at, world) in enumerate(sorted(worlds.items()))
    ]
    asked = [
        world.leads.select(
            pl.lit(at).alias("at"), "lead_id", (pl.col("lead_id") + place * stride).alias("asked")
        )
        for place, (at, world) in enumerate(sorted(worlds.items()))
    ]
    whole = World(
        as_of=last,
        known_at=last,
        signals=pl.concat([world.signals for world in moved]),
        leads=pl.concat([world.leads for world in moved]),
        accounts=pl.concat([world.accounts for world in moved]),
    )
    return whole, pl.concat(asked)


def _moved(world: World, by: int, later: int) -> World:
    return replace(
        world,
        signals=_renamed(world.signals, by).with_columns(pl.col(*_TIMES) + later),
        leads=_renamed(world.leads, by),
        accounts=_renamed(world.accounts, by),
    )


def _renamed(rows: pl.DataFrame, by: int) -> pl.DataFrame:
    return rows.with_columns(pl.col(name) + by for name in _IDS if name in rows.columns)


def _largest(world: World) -> int:
    found = [
        frame[name].max()
        for frame in (world.signals, world.leads, world.accounts)
        for name in _IDS
        if name in frame.columns
    ]
    return max((one for one in found if isinstance(one, int)), default=0)
