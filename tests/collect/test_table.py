"""Batches of rows."""

from prospector.collect.reject import Reject, RejectCode
from prospector.collect.table import Table, unique_names
from tests.collect.thinking import table


def test_it_names_every_column_once() -> None:
    assert unique_names(["Email", "", "Email", " a\nb ", ""]) == [
        "Email",
        "column 2",
        "Email (2)",
        "a b",
        "column 5",
    ]


def test_it_counts_rejects_as_rows() -> None:
    given = table({"a": "1"})
    reject = Reject(3, "x", RejectCode.RAGGED, "")
    assert Table(given.cells, given.headers, given.lines, given.raws, [reject]).size == 2
