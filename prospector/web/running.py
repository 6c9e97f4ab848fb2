"""How the application is run: one process, uvicorn, connections that must come to the point."""

import gc
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from prospector.errors import UsageError
from prospector.web.protocol import ImpatientProtocol

#: Connections beyond this are told to come back; half-open ones are closed long before.
_CONNECTIONS = 2_000
#: Seconds that requests under way have when we are told to stop.
GRACE_S = 5


def listen(host: str, port: int) -> socket.socket:
    """A socket to serve on; port 0 = any free one.

    Raises:
        UsageError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1_024)
    except OSError as error:
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror}") from None


def prepare_process() -> None:
    """Let threads take turns often, and open as many files as we may: each connection is one.

    The writer needs the interpreter for moments only; by default it waits 5 ms for each of them.
    What was loaded so far stays: to look through it for garbage takes 130 ms, in which nobody is
    answered.
    """
    sys.setswitchinterval(0.0005)
    gc.collect()
    gc.freeze()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def ignore_stops() -> Iterator[None]:
    """Uvicorn stops in good order on SIGTERM and Ctrl-C, then sends itself the signal again.

    Here the second one is ignored, so that the exit code says 0.
    """
    before = {number: signal.signal(number, _ignore) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def heed_hangups(ask: Callable[..., None]) -> Iterator[None]:
    """Do something on SIGHUP; on a terminal it says that the terminal was closed, and ends us."""
    if sys.stdin is not None and sys.stdin.isatty():
        yield
        return
    before = signal.signal(signal.SIGHUP, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Be told, and do nothing."""


def make_server(app: ASGIApp) -> uvicorn.Server:
    """A server that is ready to run. Its own access log stays off: addresses hold tokens."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=ImpatientProtocol,
            ws="none",
            lifespan="on",
            access_log=False,
            log_level="warning",
            server_header=False,
            limit_concurrency=_CONNECTIONS,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=GRACE_S,
        )
    )
