"""Counts and reasons."""

from prospector.collect import report
from prospector.collect.reject import Reject, RejectCode
from prospector.collect.report import FileReport


def file(rows: int, taken: int, seen: int) -> FileReport:
    return FileReport(
        "f.csv", "f", "generic", "csv", "utf-8", ",", rows, taken, seen, rows - taken - seen
    )


def test_it_adds_files_up() -> None:
    found = report.total([file(10, 5, 3), file(4, 4, 0)], run=7)
    assert (found.rows, found.taken, found.seen, found.rejected, found.run) == (14, 9, 3, 2, 7)
    gathered = report.collected([file(4, 4, 0)], feeds=2, errors=["x"])
    assert (gathered.feeds, gathered.rows, gathered.errors) == (2, 4, ("x",))


def test_it_counts_reasons_and_keeps_the_first_of_each() -> None:
    reasons = report.Reasons()
    reasons.add([Reject(9, "", RejectCode.RAGGED, "b"), Reject(3, "", RejectCode.RAGGED, "a")])
    reasons.add([Reject(20, "", RejectCode.RAGGED, "c"), Reject(4, "", RejectCode.FOOTER, "d")])
    assert [(r.code, r.count, r.line, r.detail) for r in reasons.most_frequent()] == [
        (RejectCode.RAGGED, 3, 3, "a"),
        (RejectCode.FOOTER, 1, 4, "d"),
    ]
