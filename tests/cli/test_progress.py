"""How far an import is, told in time and not more often."""

import os
import pty
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


class Terminal:
    """A real terminal for stderr, and what was written to it."""

    def __init__(self, screen: int) -> None:
        self._screen = screen

    def shows(self) -> str:
        """What came since the last look."""
        sys.stderr.flush()
        try:
            return os.read(self._screen, 1 << 16).decode()
        except BlockingIOError:
            return ""


@contextmanager
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    # No fixture: pytest sets stderr anew between those and the test.
    screen, end = pty.openpty()
    os.set_blocking(screen, False)
    with monkeypatch.context() as patch, os.fdopen(end, "w", encoding="utf-8") as stderr:
        patch.setenv("TERM", "xterm")
        patch.setattr("sys.stderr", stderr)
        yield Terminal(screen)
    os.close(screen)


def test_it_moves_a_bar_on_a_terminal_and_takes_it_away(monkeypatch: pytest.MonkeyPatch) -> None:
    with at_a_terminal(monkeypatch) as terminal:
        with _progress.telling() as progress:
            progress("f[/x].csv", 10, 20, 7_000)
            half, limit = "", time.monotonic() + 60
            while " 50%" not in half:  # it is drawn ten times a second
                assert time.monotonic() < limit
                time.sleep(0.05)
                half += terminal.shows()
            progress("f[/x].csv", 20, 20, 14_000)
        end = terminal.shows()
    assert "f[/x].csv 7,000 rows" in half
    assert "f[/x].csv 14,000 rows" in end
    assert "100%" in end
    # The last it does: show the caret again, go up to the bar's line, and empty it.
    assert end.endswith("\x1b[?25h\r\x1b[1A\x1b[2K")


def test_it_says_lines_to_a_program_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moments = iter([0.0, 1.0, 7.0])
    clock = SimpleNamespace(monotonic=lambda: next(moments))
    monkeypatch.setattr("prospector.cli._progress.time", clock)
    with at_a_terminal(monkeypatch) as terminal:
        tell = _progress.by_lines()
        tell("f.csv", 10, 20, 7_000)
        tell("f.csv", 20, 20, 14_000)
        assert terminal.shows() == "f.csv: 100 %, 14,000 rows, 2,000 rows/s\r\n"


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
