"""The segmentation table as CSV: one row per segment, every figure in a column of its own."""

import csv
import io
from collections.abc import Callable

from prospector.segment.table.rows import Row, Table

_TEXTS = (
    "segment",
    "label",
    "purpose",
    "company",
    "decision_maker",
    "wants",
    "pains",
    "fears",
    "expects",
    "approach",
    "cycle",
    "steps",
)
_RUNGS = ("replied", "met", "won")
COLUMNS = (*_TEXTS, "leads", "accounts", "share", "touched", *_RUNGS)


def sheet(table: Table, safe: Callable[[str], str]) -> str:
    """The table with a head of fixed names; `safe` makes a text inert in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in table.rows:
        writer.writerow([*(safe(getattr(row, name)) for name in _TEXTS), *_figures(row)])
    return out.getvalue()


def _figures(row: Row) -> list[int | str]:
    counts, kpi = row.counts, row.kpi
    return [
        counts.leads,
        counts.accounts,
        f"{counts.share:.4f}",
        kpi.touched,
        *(getattr(kpi, name).count for name in _RUNGS),
    ]
