"""Rows that say several things: a contact who also was last called on a day, or has opted out.

Each further thing becomes a record of its own, with the line and text of its row. It counts as a
row of its own too, so that rows = taken + seen + rejected holds. A state without a date (has opted
out) was so when the list was exported: that is its time.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import polars as pl

from prospector.collect import columns
from prospector.collect.profile import ALSO, SEEN_ON, When
from prospector.collect.record import key_of
from prospector.collect.table import Table
from prospector.text import fold

#: Words of a column that say it is not so.
NOT_SO = frozenset(
    ("", "0", "0 0", "0 00", "false", "no", "non", "faux", "n", "na", "n a", "none", "null")
)


def expand(table: Table, also: Sequence[When], *, exported_at: datetime) -> Table:
    """The table with a further row per further thing its rows say; the column `ALSO` tells which."""
    if not also:
        return table
    found = [(number, _rows(table, item)) for number, item in enumerate(also, start=1)]
    found = [(number, rows) for number, rows in found if rows]
    none, day = pl.lit(None, dtype=pl.String), pl.lit(exported_at.isoformat())
    parts = [table.cells.with_columns(none.alias(ALSO), none.alias(SEEN_ON))]
    parts += [
        table.cells[rows].with_columns(pl.lit(str(number)).alias(ALSO), day.alias(SEEN_ON))
        for number, rows in found
    ]
    order = [*range(table.cells.height), *(row for _, rows in found for row in rows)]
    return replace(
        table,
        cells=pl.concat(parts),
        headers={**table.headers, ALSO: ALSO, SEEN_ON: SEEN_ON},
        lines=[table.lines[row] for row in order],
        raws=[table.raws[row] for row in order],
        # A row's bytes are the file's once.
        sizes=[table.bytes_of(row) if n == row else 0 for n, row in enumerate(order)],
    )


def _rows(table: Table, item: When) -> list[int]:
    """The rows that say this too."""
    names = [name for name, header in table.headers.items() if key_of(header) in item.columns]
    if not names or not table.cells.height:
        return []
    cells = table.cells.select(columns.cleaned(name) for name in names)
    said = columns.mapped(cells.select(pl.coalesce(names).alias("said"))["said"], fold)
    if item.words:
        holds = said.is_in(list(item.words))
    else:
        holds = said.is_not_null() & ~said.is_in(list(NOT_SO))
    return holds.fill_null(value=False).arg_true().to_list()
