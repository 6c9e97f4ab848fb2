"""What the verbs that take files share."""

from datetime import date

import click
import pytest

from prospector.cli import _files
from prospector.cli._words import Words
from prospector.collect import ImportReport, Options, header
from prospector.collect.reject import RejectCode
from prospector.collect.report import FileReport, Reason
from prospector.errors import Unsure, UsageError


def test_it_reads_days() -> None:
    day = _files.Day()
    assert day.convert("2026-11-22", None, None) == date(2026, 11, 22)
    assert day.convert(date(2026, 11, 22), None, None) == date(2026, 11, 22)
    with pytest.raises(click.BadParameter, match="2026-11-22"):
        day.convert("22/11/2026", None, None)
    with pytest.raises(click.BadParameter, match="'9999-12-31' lies outside 1990 to 2099"):
        day.convert("9999-12-31", None, None)


def test_it_reads_pairs() -> None:
    assert _files.pairs("--map", ["email=Mail pro", " topic =a=b", "url="]) == {
        "email": "Mail pro",
        "topic": "a=b",
        "url": "",
    }
    with pytest.raises(UsageError, match="write FIELD="):
        _files.pairs("--map", ["email"])


def test_it_asks_on_a_terminal_how_a_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Options] = []

    def take(options: Options) -> ImportReport:
        tried.append(options)
        if not options.encoding:
            raise Unsure("f.csv: unclear", "--encoding", ["mac_roman", "cp850"])
        if not options.delimiter:
            raise Unsure("f.csv:1: two ways", "--delimiter", ["comma", "tab"])
        return ImportReport(1, 1, 0, 0, 1, ())

    with pytest.raises(
        Unsure, match=r"^f\.csv: unclear: say --encoding mac_roman or --encoding cp850$"
    ):
        _files.asking(take, Options())
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    answers = iter(["cp850", "tab"])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers))
    assert _files.asking(take, Options()).taken == 1
    assert (tried[-1].encoding, tried[-1].delimiter) == ("cp850", "tab")


def test_it_prints_counts_and_two_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    reasons = tuple(Reason(code, 2, 7, f"why [{code}]") for code in list(RejectCode)[:3])
    _files.print_files(
        [
            FileReport(
                "f.csv", "crm", "generic", "csv", "utf-8", ",", 9, 2, 1, 6, reasons, ("a note",)
            )
        ],
        Words("en"),
    )
    printed = capsys.readouterr()
    assert "f.csv" in printed.out
    assert "f.csv:7: ragged: why [ragged] (2 rows)" in printed.out
    assert printed.out.count("f.csv:7:") == _files.EXAMPLES
    assert "note: f.csv: a note" in printed.err
    assert "prospector rejects list" in printed.err


def test_it_tells_how_each_file_was_read(capsys: pytest.CaptureFixture[str]) -> None:
    counts = (1, 1, 0, 0)
    files = [
        FileReport("f.csv", "crm", "generic", "csv", "cp1252", ";", *counts, header_line=4),
        FileReport("g.csv", "crm", "generic", "csv", "utf-8", "~", *counts, header_line=1),
        FileReport("h.json", "jobs", "lever", "json", "utf-8", None, *counts),
    ]
    _files.tell_manner(files, Words("en"))
    assert capsys.readouterr().err.splitlines() == [
        "f.csv: read as generic: cp1252, semicolon between cells, header in line 4",
        "g.csv: read as generic: utf-8, '~' between cells, header in line 1",
        "h.json: read as lever: json, utf-8",
    ]
    _files.tell_manner(files[:1], Words("fr"))
    assert "point-virgule entre les cellules, en-tête en ligne 4" in capsys.readouterr().err


@pytest.mark.parametrize("mark", header.DELIMITERS)
def test_it_has_a_word_for_every_delimiter_it_looks_for(mark: str) -> None:
    assert Words("fr")(f"files.{header.delimiter_name(mark)}")
