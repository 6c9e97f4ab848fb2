"""How far an import is, told in time and not more often."""

from types import SimpleNamespace

import pytest

from prospector.cli import _progress
from prospector.cli._progress import Lines


def test_it_says_a_line_every_five_seconds() -> None:
    said: list[str] = []
    moments = iter([0.0, 1.0, 4.9, 5.0, 9.0, 10.0, 16.0])
    tell = Lines(lambda: next(moments), said.append)
    for done in (10, 49, 50, 90):
        tell("likers.csv", done, 100, done * 1_000)
    tell("guests.csv", 34, 100, 120_000)
    assert said == [
        "likers.csv: 50 %, 50,000 rows, 10,000 rows/s",
        "guests.csv: 34 %, 120,000 rows, 120,000 rows/s",
    ]
    tell("empty.csv", 0, 0, 0)
    assert said[-1] == "empty.csv: 100 %, 0 rows, 0 rows/s"


def test_it_says_nothing_of_what_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    with _progress.telling() as progress:
        progress("f.csv", 10, 10, 1)
    assert capsys.readouterr() == ("", "")


def test_it_draws_a_bar_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    with _progress.telling() as progress:
        progress("f.csv", 10, 20, 7_000)
        progress("f.csv", 20, 20, 14_000)
    assert "f.csv 14,000 rows" in capsys.readouterr().err


def test_it_counts_things_a_line_every_five_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = iter([0.0, 4.0, 6.0, 6.0, 7.0])
    clock = SimpleNamespace(monotonic=lambda: next(moments))
    monkeypatch.setattr("prospector.cli._progress.time", clock)
    with _progress.counting("backtest", "mornings") as tell:
        for done in (1, 2, 3):
            tell(done, 65)
    assert capsys.readouterr().err == "backtest: 2 of 65 mornings\n"


def test_it_counts_by_a_bar_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    with _progress.counting("backtest", "mornings") as tell:
        tell(65, 65)
    assert "backtest" in capsys.readouterr().err
