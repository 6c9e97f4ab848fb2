"""A table through the thinking steps, without a store."""

from typing import TYPE_CHECKING, Any

import polars as pl

from prospector.collect import batch, plan, registry
from prospector.collect.arriving import Stamp
from prospector.collect.batch import Ready, Understood
from prospector.collect.keys import Ordinals
from prospector.collect.plan import Told
from prospector.collect.profile import Profile
from prospector.collect.said import Said
from prospector.collect.table import Table
from prospector.collect.times import Clock
from prospector.collect.values import Manner
from prospector.columns import to_micros
from prospector.rules.models import SignalsFile
from prospector.tables import SourceRank
from tests.collect import kit

if TYPE_CHECKING:
    from datetime import datetime

CATALOGUE = SignalsFile.model_validate({"kinds": kit.KINDS, "fields": kit.FIELDS})
MANNER = Manner(kinds=tuple(CATALOGUE.kinds))


def table(*rows: dict[str, str | None]) -> Table:
    """A table of dictionaries; lines begin at 2, below the header."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = pl.DataFrame(
        [pl.Series(name, [row.get(name) for row in rows], dtype=pl.String) for name in names]
    )
    lines = list(range(2, len(rows) + 2))
    return Table(cells, dict(zip(names, names, strict=True)), lines, [str(row) for row in rows])


def understand(
    *rows: dict[str, str | None], profile: Profile = registry.GENERIC, told: Told | None = None
) -> Understood:
    """Rows as far as they can be read without a store."""
    given = table(*rows)
    made = plan.make(given.headers, profile, told or Told(), MANNER)
    return batch.understand(given, made, CATALOGUE.fields)


def ready(
    *rows: dict[str, str | None], **options: Any
) -> Ready:  # Any: `understand`'s and the clock's
    """Rows ready for the store, as of the kit's NOW."""
    now: datetime = options.pop("now", kit.NOW)
    clock = Clock(options.pop("day", None), now, options.pop("previous", {}))
    stamp = Stamp(
        rank=SourceRank.FEED,
        received_at=to_micros(kit.NOW),
        exported_at=to_micros(now),
        backfill=options.pop("backfill", False),
        declared=CATALOGUE.fields,
        said=options.pop("said", Said()),
    )
    understood = understand(*rows, **options)
    return batch.complete(understood, clock, stamp, CATALOGUE.kinds, Ordinals())
