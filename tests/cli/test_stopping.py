"""Ctrl-C and SIGTERM: one line, the exit code a shell expects, nothing half done, and the next run goes on."""

import codecs
import os
import signal
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path
from subprocess import PIPE, Popen

import click
import pytest
from click.testing import CliRunner

from prospector.cli import Verbs, prospector
from prospector.cli._stopping import Ear, Stopped
from tests import children
from tests.cli import hooked
from tests.fetch.net import Reply, Request, Site
from tests.test_scheduler import until

ROWS = 40_000
FEED = """\
  shop:
    collector: http
    url: http://127.0.0.1:{port}/people
    allow_private: true
    schedule: {{every: 1 h}}
    origin: our shop
"""


def start(folder: Path, *words: str) -> "Popen[str]":
    command = [sys.executable, "-m", "prospector", "--workspace", str(folder), *words]
    return children.begin(command, stdout=PIPE, stderr=PIPE)


def look(folder: Path, query: str) -> list[tuple[object, ...]]:
    """What a query finds; nothing while the store is not there yet."""
    path = folder / "prospector.db"
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        try:
            return connection.execute(query).fetchall()
        except sqlite3.OperationalError:  # no such table
            return []


def test_it_stops_an_import_and_the_next_one_goes_on(tmp_path: Path) -> None:
    folder = hooked.workspace(tmp_path)
    path = folder / "orders.csv"
    rows = (f"met,2026-11-02,{n},p{n}@acme.example\n" for n in range(ROWS))
    path.write_text("kind,occurred_at,external_id,email\n" + "".join(rows), encoding="utf-8")
    job = start(folder, "import", str(path), "--json")
    until(lambda: look(folder, "SELECT 1 FROM run WHERE status = 'running'"))
    job.send_signal(signal.SIGINT)
    printed, said = job.communicate(timeout=60)
    assert (job.returncode, printed) == (130, "")
    assert said.splitlines()[-1].startswith("stopped by Ctrl-C: ")
    assert "Traceback" not in said
    assert look(folder, "SELECT status, error FROM run") == [("failed", "stopped by Ctrl-C")]
    again = CliRunner().invoke(prospector, ["--workspace", str(folder), "import", str(path)])
    assert again.exit_code == 0, again.output
    assert look(folder, "SELECT count(*) FROM signal") == [(ROWS,)]


def test_it_stops_a_run_and_the_next_one_has_its_feed(tmp_path: Path) -> None:
    asked, stopped = threading.Event(), threading.Event()

    def answer(_request: Request) -> Reply:
        asked.set()
        stopped.wait(60)
        return Reply(body=b"kind,occurred_at,email\nmet,2026-11-02,alice@acme.example\n")

    with Site(answer) as site:
        folder = hooked.workspace(tmp_path, FEED.format(port=site.port))
        job = start(folder, "run")
        assert asked.wait(60)
        job.send_signal(signal.SIGTERM)
        printed, said = job.communicate(timeout=60)
        stopped.set()
        assert (job.returncode, printed) == (143, "")
        assert said.splitlines()[-1].startswith("stopped by SIGTERM: ")
        assert "Traceback" not in said
        assert look(folder, "SELECT status, attempt FROM feed_slot") == [("lost", 0)]
        assert look(folder, "SELECT owner FROM feed_lease") == [(None,)]
        words = ["--workspace", str(folder), "run", "--until", "score"]
        again = CliRunner().invoke(prospector, words)
    assert again.exit_code == 0, again.output
    assert look(folder, "SELECT count(*) FROM score") == [(1,)]
    assert look(folder, "SELECT count(*) FROM run WHERE status = 'running'") == [(0,)]


class Interrupted(Verbs):
    """Its one command is stopped, and raises what an engine makes of that."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        del ctx

        @click.command(cmd_name)
        def command() -> None:
            try:
                os.kill(os.getpid(), signal.SIGTERM)
            except Stopped:
                raise RuntimeError("Query interrupted") from None

        return command


def test_it_says_so_whatever_an_engine_raises_then(capsys: pytest.CaptureFixture[str]) -> None:
    assert threading.current_thread() is threading.main_thread()  # else the signal ends pytest
    before = signal.getsignal(signal.SIGTERM)
    ear = Ear()
    with ear.listening(), pytest.raises(SystemExit) as end:
        Interrupted("prospector").main(["score"], obj=ear)
    assert end.value.code == 143
    assert capsys.readouterr().err.startswith("stopped by SIGTERM: nothing is half done")
    assert signal.getsignal(signal.SIGTERM) is before


def test_it_says_why_though_a_codec_adds_words_of_its_own() -> None:
    def stop(_text: str, _errors: str = "") -> tuple[bytes, int]:
        raise Stopped("stopped by Ctrl-C")

    def find(name: str) -> codecs.CodecInfo | None:
        return codecs.CodecInfo(stop, codecs.utf_8_decode) if name == "stopping" else None

    codecs.register(find)
    try:
        with pytest.raises(Stopped) as stopped:
            "a".encode("stopping")
    finally:
        codecs.unregister(find)
    assert stopped.value.args != ("stopped by Ctrl-C",)
    assert str(stopped.value) == "stopped by Ctrl-C"


def test_it_leaves_alone_what_was_ignored_from_the_start() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Ear().listening():
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
