"""The real server on a loopback port, for tests."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from prospector.collect.hooks.posted import Posted
from prospector.rules.models.feeds import Hook
from prospector.store.database import Database
from prospector.web import Server, make_app
from prospector.web.drainer import Drainer
from prospector.web.journal import Journal
from prospector.web.running import listen, make_server

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
SECRET = "let alice in"


@dataclass
class Running:
    """A server's address, and what it wrote."""

    url: str
    port: int
    lines: list[str] = field(default_factory=list)


def posted(body: str = "prospector", **hook: object) -> Posted:
    """A feed that proves itself by a header, unless told otherwise."""
    said = {"mode": "header", "header": "x-secret", "secrets": ["${SITE}"], "body": body, **hook}
    return Posted(Hook.model_validate(said), (SECRET,))


class Working(Drainer):
    """What a worker does, in a thread of this process."""

    is_alive = True


@contextmanager
def serving(
    database: Database,
    feeds: Mapping[str, Posted] | None = None,
    *,
    clock: Callable[[], datetime] = lambda: NOW,
    drain: Callable[[], int] | None = None,
) -> Iterator[Running]:
    """Run the server in a thread until the block ends; its worker is one, too."""
    lines: list[str] = []
    hooks = {"site": posted()} if feeds is None else feeds
    worker = Working(drain, lambda: 0, Journal(lines.append, clock)) if drain else None
    app = make_app(
        Server(
            database,
            lambda: hooks,
            clock,
            lines.append,
            worker,
        )
    )
    server = make_server(app)
    socket = listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, args=([socket],))
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    port = socket.getsockname()[1]
    try:
        yield Running(f"http://127.0.0.1:{port}", port, lines)
    finally:
        server.should_exit = True
        thread.join()
        socket.close()
