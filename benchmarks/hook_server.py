"""The server that benchmarks/webhooks.py floods: as `prospector serve` runs it, or with less.

Two pages more than the real one: `/queue` reads the day's queue as its page will, `/spent` says how
much CPU time the process has used, and how long each of the pages before took inside it.
"""

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

import prospector.web.app
from prospector.collect.hooks.posted import Posted
from prospector.rules.models.feeds import Hook
from prospector.store import queue
from prospector.store.database import open_database
from prospector.store.inbox import Fate, Item
from prospector.web import Server, make_app
from prospector.web.companion import Companion
from prospector.web.journal import Journal
from prospector.web.running import listen, make_server, prepare_process
from prospector.web.worker import Order
from prospector.web.writer import GroupWriter

SECRET = "whsec_bGV0IGFsaWNlIGluLCBib2IgdG9vISE="  # noqa: S105 - a made-up one


class Nowhere(GroupWriter):
    """Keeps nothing, at once: what the route costs without a store."""

    async def keep(self, items: Sequence[Item]) -> list[Fate]:
        """Say that it is kept."""
        return [Fate.ACCEPTED] * len(items)


def main(workspace: Path, mode: str) -> None:
    """Serve until SIGTERM; the address is the first line printed."""
    database = open_database("", workspace)
    if mode == "nowhere":
        vars(prospector.web.app)["GroupWriter"] = Nowhere
    hook = Hook.model_validate({"mode": "standard", "secrets": ["${SITE_SECRET}"]})
    feeds = {"site": Posted(hook, (SECRET,))}

    pages: list[float] = []

    def read() -> list[int]:
        with database.read() as session:
            return [row.draft for row in queue.rows(session)]

    async def show(_request: Request) -> JSONResponse:
        began = time.perf_counter()
        found = await run_in_threadpool(read)
        pages.append(time.perf_counter() - began)
        return JSONResponse(found)

    async def spent(_request: Request) -> JSONResponse:
        said = {"cpu": time.process_time(), "pages": pages.copy()}
        pages.clear()
        return JSONResponse(said)

    def write(line: str) -> None:
        print(line, file=sys.stderr)

    def clock() -> datetime:
        return datetime.now(UTC)

    worker = Companion(Order(str(workspace)), Journal(write, clock))
    app = make_app(
        Server(
            database=database,
            feeds=lambda: feeds,
            clock=clock,
            write=write,
            worker=worker if mode == "worked" else None,
        )
    )
    app.router.routes += [Route("/queue", show), Route("/spent", spent)]
    prepare_process()
    with listen("127.0.0.1", 0) as socket:
        print(socket.getsockname()[1], flush=True)
        make_server(app).run(sockets=[socket])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
