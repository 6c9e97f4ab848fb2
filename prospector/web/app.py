"""One ASGI application with one lifespan: routes, the writer, the drainer and the journal."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from starlette.applications import Starlette
from starlette.routing import Route

from prospector.store.database import Database
from prospector.web import health, hooks
from prospector.web.drainer import Drainer
from prospector.web.hooks import Desk, Posted
from prospector.web.journal import Journal
from prospector.web.limits import Intake
from prospector.web.writer import GroupWriter

_FLUSH_S = 1.0
#: Seconds that each of what runs beside has to stop; with requests' grace below 20.
_STOPS_S = 14.0


class Beside(Protocol):
    """Something that runs beside the pages and is stopped with them."""

    def start(self) -> None:
        """Begin, without waiting."""

    def stop(self, timeout: float) -> object:
        """End, within so many seconds."""


@dataclass(frozen=True)
class Server:
    """What the application is made of."""

    database: Database
    feeds: Mapping[str, Posted]
    clock: Callable[[], datetime]
    write: Callable[[str], None]
    #: Takes in some of the inbox and says how many items; None = somebody else does it.
    drain: Callable[[], int] | None = None
    #: What else runs meanwhile, such as the scheduler.
    beside: Sequence[Beside] = ()


def make_app(server: Server) -> Starlette:
    """The application; its threads live as long as its lifespan."""
    writer = GroupWriter(server.database)
    journal = Journal(server.write, server.clock)
    desk = Desk(server.feeds, writer, journal, server.clock, Intake())

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        writer.start()
        beside = list(server.beside)
        if server.drain:
            beside.append(Drainer(server.drain, writer.arrived, journal))
        for one in beside:
            one.start()
        flushing = asyncio.create_task(_flush_often(journal))
        try:
            yield
        finally:
            flushing.cancel()
            await asyncio.gather(*(asyncio.to_thread(one.stop, _STOPS_S) for one in beside))
            await asyncio.to_thread(writer.stop)
            journal.flush()

    page = Route("/health", health.page(server.database, writer), methods=["GET"])
    return Starlette(routes=[page, *hooks.routes(desk)], lifespan=lifespan)


async def _flush_often(journal: Journal) -> None:
    while True:
        await asyncio.sleep(_FLUSH_S)
        journal.flush()
