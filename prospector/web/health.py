"""`GET /health`: is it alive, and how much waits. Names nobody."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse

from prospector import __version__
from prospector.errors import StoreError
from prospector.store import inbox
from prospector.store.database import Database
from prospector.web.writer import GroupWriter

if TYPE_CHECKING:
    from prospector.web.app import Worker


def page(
    database: Database,
    writer: GroupWriter,
    worker: "Worker | None",
    is_current: Callable[[], bool],
) -> Callable[[Request], Awaitable[JSONResponse]]:
    """The page, reading the store in a thread."""

    def look() -> inbox.Counts:
        with database.read() as session:
            return inbox.counts(session)

    async def health(request: Request) -> JSONResponse:
        del request
        said: dict[str, object] = {"version": __version__, "unwritten": writer.depth}
        # What is wrong with them is in the log: files may say more than anybody may read here.
        said["hooks"] = "current" if is_current() else "old"
        if worker is not None:
            said["worker"] = "running" if worker.is_alive else "ended"
        try:
            found = await asyncio.to_thread(look)
        except (StoreError, SQLAlchemyError):
            return JSONResponse({"status": "failing", "why": "store", **said}, status_code=503)
        if not writer.is_alive:
            return JSONResponse({"status": "failing", "why": "writer", **said}, status_code=503)
        oldest = found.oldest.isoformat() if found.oldest else None
        said |= {"waiting": found.waiting, "oldest": oldest, "conflicts": found.conflicts}
        return JSONResponse({"status": "ok", **said})

    return health
