"""How it is run: no access log, connections bounded, a stop within its grace."""

import io
import os
import signal
import sys

import pytest
from starlette.applications import Starlette

from prospector.errors import UsageError
from prospector.web.protocol import ImpatientProtocol
from prospector.web.running import GRACE_S, heed_hangups, listen, make_server


def test_it_runs_impatiently_and_writes_no_addresses() -> None:
    config = make_server(Starlette()).config
    config.load()
    assert config.http_protocol_class is ImpatientProtocol
    assert config.access_log is False
    assert config.limit_concurrency
    assert config.timeout_graceful_shutdown == GRACE_S < 20


def test_it_says_which_address_is_taken() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(UsageError, match=rf"127\.0\.0\.1:{port}: .*in use"):
            listen("127.0.0.1", port)


class Terminal(io.StringIO):
    """A standard input that is one."""

    def isatty(self) -> bool:
        return True


def test_it_heeds_sighup_unless_it_says_that_the_terminal_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = signal.getsignal(signal.SIGHUP)
    asked: list[object] = []
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with heed_hangups(lambda *_: asked.append(1)):
        os.kill(os.getpid(), signal.SIGHUP)
    assert asked == [1]
    monkeypatch.setattr(sys, "stdin", Terminal())
    with heed_hangups(lambda *_: asked.append(1)):
        assert signal.getsignal(signal.SIGHUP) == before
    assert signal.getsignal(signal.SIGHUP) == before
