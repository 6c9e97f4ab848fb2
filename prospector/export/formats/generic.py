"""A CSV for people: opens in any spreadsheet, accents right, formulas inert."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields

from prospector.export.record import Record
from prospector.export.spreadsheet import safe

COLUMNS = tuple(each.name for each in fields(Record))


def render(records: Sequence[Record]) -> bytes:
    """UTF-8 with a byte order mark, one row per draft, every text cell made safe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in records:
        values = asdict(record)
        writer.writerow([_cell(values[column]) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: str | int | None) -> str | int:
    return "" if value is None else safe(value) if isinstance(value, str) else value
