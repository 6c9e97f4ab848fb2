"""Pages go first: while one is being made, webhooks wait that were not begun; for moments only.

A page's thread gives the interpreter back at each row it reads: in a flood it would wait as often
for webhooks to be dealt with, half a millisecond each time.
"""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

#: Longest time that webhooks wait for the pages begun meanwhile; a slow page does not hold them up.
MOST_S = 0.03
#: Where webhooks are posted to; everything else is a page.
HOOKS = "/hooks/"


class Precedence:
    """Knows whether a page is being made, and lets webhooks wait for it."""

    def __init__(self) -> None:
        self._pages = 0
        self._opens: asyncio.TimerHandle | None = None
        self._waiting: list[asyncio.Future[None]] = []

    def page_begins(self) -> None:
        """From now on webhooks wait, if they do not already."""
        self._pages += 1
        if self._opens is None:
            self._opens = asyncio.get_running_loop().call_later(MOST_S, self._open)

    def page_ends(self) -> None:
        """After the last page webhooks go on."""
        self._pages -= 1
        if not self._pages:
            self._open()

    async def after_pages(self) -> None:
        """Return when a webhook may be dealt with: at once, unless a page was begun just now."""
        if self._opens is not None:
            told = asyncio.get_running_loop().create_future()
            self._waiting.append(told)
            await told

    def _open(self) -> None:
        if self._opens is not None:
            self._opens.cancel()
            self._opens = None
        waiting, self._waiting = self._waiting, []
        for told in waiting:
            if not told.done():  # the sender may have hung up
                told.set_result(None)


class PagesFirst:
    """Middleware that tells when pages begin and end."""

    def __init__(self, app: ASGIApp, precedence: Precedence) -> None:
        self._app = app
        self._precedence = precedence

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        if scope["type"] != "http" or scope["path"].startswith(HOOKS):
            await self._app(scope, receive, send)
            return
        self._precedence.page_begins()
        try:
            await self._app(scope, receive, send)
        finally:
            self._precedence.page_ends()
