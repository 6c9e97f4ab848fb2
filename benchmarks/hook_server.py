"""The server that benchmarks/webhooks.py floods: as `prospector serve` runs it, or without a store.

Two pages more than the real one: `/queue` reads the day's queue as its page will, `/spent` says how
much CPU time the process has used.
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
from prospector.collect.inbox.stage import CHUNK, drain
from prospector.rules.loader import load_ruleset
from prospector.rules.models.feeds import Hook
from prospector.store import queue
from prospector.store.database import open_database
from prospector.store.inbox import Fate, Item
from prospector.web import Server, make_app
from prospector.web.hooks import Posted
from prospector.web.running import listen, make_server, prepare_process
from prospector.web.writer import GroupWriter

SECRET = "whsec_bGV0IGFsaWNlIGluLCBib2IgdG9vISE="  # noqa: S105 - a made-up one


class Nowhere(GroupWriter):
    """Keeps nothing, at once: what the route costs without a store."""

    async def keep(self, items: Sequence[Item]) -> list[Fate]:
        """Say that it is kept."""
        return [Fate.ACCEPTED] * len(items)


def main(workspace: Path, mode: str) -> None:
    """Serve until SIGTERM; the address is the first line printed."""
    ruleset = load_ruleset(workspace / "rules")
    database = open_database("", workspace)
    if mode == "nowhere":
        prospector.web.app.GroupWriter = Nowhere  # type: ignore[misc]
    hook = Hook.model_validate({"mode": "standard", "secrets": ["${SITE_SECRET}"]})

    def some() -> int:
        return drain(database, ruleset, now=datetime.now(UTC), limit=CHUNK).rows

    def read() -> list[int]:
        with database.read() as session:
            return [row.draft for row in queue.rows(session)]

    async def show(_request: Request) -> JSONResponse:
        return JSONResponse(await run_in_threadpool(read))

    async def spent(_request: Request) -> JSONResponse:
        return JSONResponse(time.process_time())

    app = make_app(
        Server(
            database=database,
            feeds={"site": Posted(hook, (SECRET,))},
            clock=lambda: datetime.now(UTC),
            write=lambda line: print(line, file=sys.stderr),
            drain=some if mode == "drained" else None,
        )
    )
    app.router.routes += [Route("/queue", show), Route("/spent", spent)]
    prepare_process()
    with listen("127.0.0.1", 0) as socket:
        print(socket.getsockname()[1], flush=True)
        make_server(app).run(sockets=[socket])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
