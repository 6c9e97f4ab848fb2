"""The drainer looks every second, at once when more waits, and goes on after a failure."""

import threading
from types import SimpleNamespace

import pytest

from prospector.web import drainer as module
from prospector.web.drainer import Drainer
from prospector.web.journal import Journal
from tests.fetch.net import Patience
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
    assert enough.wait(60)
    drainer.stop(60)
    after = looks
    assert not enough.wait(0) or looks == after
    assert len(lines) == 1
    assert "RuntimeError" in lines[0]
    assert "alice" not in lines[0]


def test_it_rests_while_others_post(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Patience()
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=looks.ticks))

    def nobody() -> int:
        return 0

    def somebody() -> int:
        return len(looks.waits)

    def drain() -> int:
        looks.sleep(2)
        return 1

    for arrived, rest in ((nobody, 0), (somebody, 6)):
        pauses: list[float] = []
        drainer = Drainer(drain, arrived, Journal(lambda _: None, lambda: NOW))
        monkeypatch.setattr(drainer._stop, "wait", lambda s, p=pauses: p.append(s) or len(p) > 3)
        drainer.start()
        drainer.stop(60)
        assert pauses == [0, rest, rest, rest]
