"""Webhooks wait for a page that was begun, never for long, and not at all when there is none."""

import asyncio
import time

import pytest
from starlette.types import Message, Receive, Scope, Send

from prospector.store.database import Database
from prospector.web import precedence as module
from prospector.web.hooks import Desk, Endpoint
from prospector.web.journal import Journal
from prospector.web.limits import Intake
from prospector.web.precedence import PagesFirst, Precedence
from prospector.web.writer import GroupWriter
from tests.web.serving import NOW

#: A webhook that nobody knows: answered before anything is written.
SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/hooks/unknown",
    "query_string": b"",
    "headers": [],
    "path_params": {"feed": "unknown"},
}


async def empty() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def unread(_message: Message) -> None:
    """Nobody reads the answer."""


def desk(database: Database, precedence: Precedence) -> Desk:
    journal = Journal(lambda _: None, lambda: NOW)
    return Desk(dict, GroupWriter(database), journal, lambda: NOW, Intake(), precedence)


async def answered(webhook: "asyncio.Task[None]", within: float) -> bool:
    done, _ = await asyncio.wait([webhook], timeout=within)
    return bool(done)


def test_it_lets_webhooks_wait_until_the_last_page_is_made(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_S", 60)

    async def story() -> None:
        precedence = Precedence()
        endpoint = Endpoint(desk(sqlite, precedence), batch=False)
        going_on = [asyncio.Event(), asyncio.Event()]

        async def page(scope: Scope, _receive: Receive, _send: Send) -> None:
            await going_on[scope["number"]].wait()

        def begun(path: str, number: int = 0) -> "asyncio.Task[None]":
            scope = {**SCOPE, "path": path, "number": number}
            return asyncio.create_task(app(scope, empty, unread))

        app = PagesFirst(page, precedence)
        pages = [begun("/queue", 0), begun("/queue", 1)]
        await asyncio.sleep(0)
        webhooks = [asyncio.create_task(endpoint(SCOPE, empty, unread)) for _ in range(3)]
        assert not await answered(webhooks[0], 0.02)
        webhooks[1].cancel()  # whoever hangs up meanwhile is no trouble
        going_on[0].set()
        await pages[0]
        assert not await answered(webhooks[0], 0.02)
        going_on[1].set()
        await pages[1]
        assert await answered(webhooks[0], 60)
        assert await answered(webhooks[2], 60)
        # Webhooks hold up nobody.
        held = begun("/hooks/site")
        await asyncio.sleep(0)
        assert await answered(asyncio.create_task(endpoint(SCOPE, empty, unread)), 60)
        held.cancel()

    asyncio.run(story())


def test_it_lets_them_wait_for_a_slow_page_for_a_moment_only(sqlite: Database) -> None:
    async def story() -> None:
        precedence = Precedence()
        endpoint = Endpoint(desk(sqlite, precedence), batch=False)
        precedence.page_begins()
        for _ in range(3):  # pages that keep coming do not lock webhooks out either
            began = time.monotonic()
            precedence.page_begins()
            await endpoint(SCOPE, empty, unread)
            assert module.MOST_S / 2 < time.monotonic() - began < 60
        await endpoint(SCOPE, empty, unread)

    asyncio.run(story())
