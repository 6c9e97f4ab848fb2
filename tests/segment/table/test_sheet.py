"""The table for a spreadsheet."""

import csv
import io

from prospector.export.spreadsheet import safe
from prospector.segment.table.sheet import COLUMNS, sheet
from tests.segment.table.told import a_table


def test_it_has_a_column_per_text_and_figure() -> None:
    text = sheet(a_table(), safe)
    (row,) = csv.DictReader(io.StringIO(text))
    assert tuple(row) == COLUMNS
    assert (row["leads"], row["accounts"], row["share"]) == ("60", "12", "0.7500")
    assert (row["touched"], row["replied"], row["met"], row["won"]) == ("50", "5", "1", "0")
    assert row["company"] == "Bakeries & mills"
    assert text.endswith("\r\n")


def test_it_makes_formulas_inert() -> None:
    (row,) = csv.DictReader(io.StringIO(sheet(a_table(), safe)))
    assert row["fears"] == "'=1+1"
