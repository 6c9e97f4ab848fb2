"""The drainer looks every second, at once when more waits, and goes on after a failure."""

import threading

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

    drainer = Drainer(drain, Journal(lines.append, lambda: NOW))
    drainer.start()
    assert enough.wait(5)
    drainer.stop(5)
    after = looks
    assert not enough.wait(0) or looks == after
    assert len(lines) == 1
    assert "RuntimeError" in lines[0]
    assert "alice" not in lines[0]
