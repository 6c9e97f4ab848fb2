"""One ASGI application with one lifespan: routes, the writer, the worker and the journal."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from prospector.collect.hooks.posted import Posted
from prospector.store.database import Database
from prospector.web import health, hooks
from prospector.web.hooks import Desk
from prospector.web.journal import Journal
from prospector.web.limits import Intake
from prospector.web.precedence import PagesFirst, Precedence
from prospector.web.writer import GroupWriter

_FLUSH_S = 1.0
#: Seconds that the worker has to stop; with requests' grace below 20.
_STOPS_S = 14.0


class Worker(Protocol):
    """What takes in the inbox, and is started and stopped with the server."""

    @property
    def is_alive(self) -> bool:
        """Whether it runs now."""

    def start(self) -> None:
        """Begin, without waiting."""

    def stop(self, timeout: float) -> object:
        """End, within so many seconds."""


@dataclass(frozen=True)
class Server:
    """What the application is made of."""

    database: Database
    feeds: Callable[[], Mapping[str, Posted]]
    clock: Callable[[], datetime]
    write: Callable[[str], None]
    #: None = somebody else takes in the inbox.
    worker: Worker | None = None
    #: Whether the feeds are what their files say.
    is_current: Callable[[], bool] = lambda: True


def make_app(server: Server) -> Starlette:
    """The application; its threads live as long as its lifespan."""
    writer = GroupWriter(server.database)
    journal = Journal(server.write, server.clock)
    precedence = Precedence()
    desk = Desk(server.feeds, writer, journal, server.clock, Intake(), precedence)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        writer.start()
        if server.worker:
            server.worker.start()
        flushing = asyncio.create_task(_flush_often(journal))
        try:
            yield
        finally:
            flushing.cancel()
            if server.worker:
                await asyncio.to_thread(server.worker.stop, _STOPS_S)
            await asyncio.to_thread(writer.stop)
            journal.flush()

    page = health.page(server.database, writer, server.worker, server.is_current)
    return Starlette(
        routes=[Route("/health", page, methods=["GET"]), *hooks.routes(desk)],
        middleware=[Middleware(PagesFirst, precedence)],
        lifespan=lifespan,
    )


async def _flush_often(journal: Journal) -> None:
    while True:
        await asyncio.sleep(_FLUSH_S)
        journal.flush()
