"""HTTP connections that must come to the point: no complete headers in time, no connection.

uvicorn has a time limit between requests only; half a header could stay open for ever.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Seconds from a connection's, or a further request's, first byte to the end of its headers.
HEADERS_S = 8.0


class ImpatientProtocol(HttpToolsProtocol):
    """Closes a connection whose headers are not complete in time."""

    headers_within = HEADERS_S
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there: its headers are due."""
        super().connection_made(transport)  # type: ignore[arg-type] # uvicorn narrows it
        self._arm()

    def data_received(self, data: bytes) -> None:
        """Something came: either a request is under way now, or its headers are due."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._arm()
        else:
            self._disarm()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._disarm()
        super().connection_lost(exc)

    def _arm(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.headers_within, self._hang_up)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _hang_up(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            self.transport.close()
