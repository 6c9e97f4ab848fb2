"""The companion begins the worker again when it dies, and never lets it outlive the server."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from prospector.web import companion as module
from prospector.web.companion import Companion
from prospector.web.journal import Journal
from prospector.web.worker import Order
from tests.test_scheduler import until
from tests.web.serving import NOW

#: Stands for a worker: ends when its standard input does.
IDLE = ["sh", "-c", "cat > $0", os.devnull]


class Story:
    """What a companion says, and the workers it began."""

    def __init__(self) -> None:
        self.lines: list[dict[str, object]] = []

    def journal(self) -> Journal:
        return Journal(lambda line: self.lines.append(json.loads(line)), lambda: NOW)

    def pids(self, what: str) -> list[int]:
        return [int(str(line["pid"])) for line in self.lines if line.get("worker") == what]


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


def test_it_begins_a_killed_worker_again_and_ends_with_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_COMMAND", IDLE)
    monkeypatch.setattr(module, "_PAUSE_S", 0.01)
    story = Story()
    companion = Companion(Order(str(tmp_path)), story.journal())
    assert not companion.is_alive
    companion.start()
    until(lambda: story.pids("started"))
    assert companion.is_alive
    first = story.pids("started")[0]
    os.kill(first, signal.SIGKILL)
    until(lambda: len(story.pids("started")) > 1)
    assert story.lines[1] | {"at": ""} == {
        "at": "",
        "worker": "ended",
        "pid": first,
        "code": -signal.SIGKILL,
    }
    companion.stop(20)
    assert not companion.is_alive
    assert all(gone(pid) for pid in story.pids("started"))


def test_it_kills_a_worker_that_does_not_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_COMMAND", ["sleep", "60"])
    story = Story()
    companion = Companion(Order(str(tmp_path)), story.journal())
    companion.start()
    until(lambda: story.pids("started"))
    began = time.monotonic()
    companion.stop(0.1)
    assert time.monotonic() - began < 10
    assert gone(story.pids("started")[0])


def test_it_tries_again_when_there_is_no_process_to_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_COMMAND", [str(tmp_path / "nothing")])
    monkeypatch.setattr(module, "_PAUSE_S", 0.01)
    story = Story()
    companion = Companion(Order(str(tmp_path)), story.journal())
    companion.start()
    until(lambda: len(story.lines) > 1)
    companion.stop(5)
    assert story.lines[0]["trouble"] == "worker"


def test_it_keeps_no_pipe_of_a_worker_that_cannot_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_COMMAND", [str(tmp_path / "nowhere")])
    monkeypatch.setattr(module, "_PAUSE_S", 0.001)
    monkeypatch.setattr(module, "_LONGEST_PAUSE_S", 0.001)
    story = Story()
    companion = Companion(Order(str(tmp_path)), story.journal())
    before = open_files()
    companion.start()
    until(lambda: len(story.lines) > 20)
    companion.stop(20)
    assert open_files() < before + 5
