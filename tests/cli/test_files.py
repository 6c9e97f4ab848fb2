"""What the verbs that take files share."""

from datetime import date

import click
import pytest

from prospector.cli import _files
from prospector.collect.reject import RejectCode
from prospector.collect.report import FileReport, Reason
from prospector.errors import UsageError


def test_it_reads_days() -> None:
    day = _files.Day()
    assert day.convert("2026-11-22", None, None) == date(2026, 11, 22)
    assert day.convert(date(2026, 11, 22), None, None) == date(2026, 11, 22)
    with pytest.raises(click.BadParameter, match="2026-11-22"):
        day.convert("22/11/2026", None, None)


def test_it_reads_pairs() -> None:
    assert _files.pairs("--map", ["email=Mail pro", " topic =a=b", "url="]) == {
        "email": "Mail pro",
        "topic": "a=b",
        "url": "",
    }
    with pytest.raises(UsageError, match="write FIELD="):
        _files.pairs("--map", ["email"])


def test_it_draws_no_bar_where_nobody_watches() -> None:
    with _files.progress_bar() as progress:
        assert progress is None


def test_it_draws_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with _files.progress_bar() as progress:
        assert progress is not None
        progress("f.csv", 10, 20)
        progress("f.csv", 30, 20)


def test_it_prints_counts_and_two_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    reasons = tuple(Reason(code, 2, 7, f"why [{code}]") for code in list(RejectCode)[:3])
    _files.print_files(
        [
            FileReport(
                "f.csv", "crm", "generic", "csv", "utf-8", ",", 9, 2, 1, 6, reasons, ("a note",)
            )
        ]
    )
    printed = capsys.readouterr()
    assert "f.csv" in printed.out
    assert "f.csv:7: ragged: why [ragged] (2 rows)" in printed.out
    assert printed.out.count("f.csv:7:") == _files.EXAMPLES
    assert "note: f.csv: a note" in printed.err
    assert "prospector rejects list" in printed.err
