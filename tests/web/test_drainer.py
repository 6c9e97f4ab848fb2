"""The drainer looks every second, at once when more waits, and goes on after a failure."""

import threading
import time

import pytest

from prospector.web import drainer as module
from prospector.web.drainer import Drainer
from prospector.web.journal import Journal
from tests.web.serving import NOW


def test_it_drains_again_and_again_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_EVERY_S", 0.01)
    monkeypatch.setattr(module, "_AFTER_FAILURE_S", 0.01)
    lines: list[str] = []
    enough = threading.Event()
    looks = 0

    def drain() -> int:
        nonlocal looks
        looks += 1
        if looks == 2:
            raise RuntimeError("alice@acme.example")
        if looks >= 5:
            enough.set()
        return looks % 2

    drainer = Drainer(drain, lambda: 0, Journal(lines.append, lambda: NOW))
    drainer.start()
    assert enough.wait(5)
    drainer.stop(5)
    after = looks
    assert not enough.wait(0) or looks == after
    assert len(lines) == 1
    assert "RuntimeError" in lines[0]
    assert "alice" not in lines[0]


def test_it_rests_while_others_post(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_EVERY_S", 0.01)
    looks: list[float] = []

    def nobody() -> int:
        return 0

    def somebody() -> int:
        return len(looks)

    def drain() -> int:
        looks.append(time.monotonic())
        time.sleep(0.05)
        return 1

    for arrived in (nobody, somebody):
        looks.clear()
        drainer = Drainer(drain, arrived, Journal(lambda _: None, lambda: NOW))
        drainer.start()
        time.sleep(0.6)
        drainer.stop(5)
        resting = len(looks) <= 4
        assert resting is (arrived is somebody)
