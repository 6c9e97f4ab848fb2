"""What a sender may cost us: a body's size before and after inflating, and the time it may take."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from prospector.fetch import bodies

#: Any: what ASGI messages hold.
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

#: Largest body of a single webhook and of a batch, as sent and inflated.
SINGLE = 1_000_000
BATCH = 10_000_000
#: Seconds until a body must be there.
SINGLE_S = 10.0
BATCH_S = 30.0
#: Bytes of unfinished and unanswered bodies at any moment, over all connections.
HELD = 256_000_000


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """A request that is answered before it is looked at."""

    def __init__(self, status: int, reason: str, *, retry_after: int | None = None) -> None:
        self.status = status
        self.reason = reason
        self.retry_after = retry_after
        super().__init__(reason)


class Intake:
    """Reads bodies, and knows how much of memory they take together."""

    def __init__(self, held: int = HELD) -> None:
        self._free = held

    async def read(
        self, receive: Receive, headers: Mapping[str, str], *, most: int, seconds: float
    ) -> bytes:
        """A request's body; `release` its length when it was dealt with.

        Raises:
            Refused: it is too large, too slow, or there is no room now.
        """
        declared = headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared) > most:
            raise _too_large(most)
        body = bytearray()
        try:
            async with asyncio.timeout(seconds):
                while await self._more(receive, body, most):
                    pass
        except TimeoutError:
            self.release(len(body))
            raise Refused(408, f"the body was not there after {seconds:.0f} s") from None
        except BaseException:
            self.release(len(body))
            raise
        return bytes(body)

    async def _more(self, receive: Receive, body: bytearray, most: int) -> bool:
        """Add the next part to a body; whether there is more to come."""
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "the body is incomplete")
        part = message.get("body", b"")
        if len(body) + len(part) > most:
            raise _too_large(most)
        if len(part) > self._free:
            raise Refused(503, "too many bodies at once", retry_after=1)
        self._free -= len(part)
        body += part
        return bool(message.get("more_body", False))

    def release(self, size: int) -> None:
        """A body of this size is not held any more."""
        self._free += size


def inflate(body: bytes, encoding: str, *, most: int) -> bytes:
    """A body without its content coding.

    Raises:
        Refused: the coding is unknown or broken, or the body grows too large.
    """
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise Refused(415, "content-encoding: send gzip or none")
    try:
        return bodies.unpacked(body, most)
    except bodies.TooLong:
        raise _too_large(most) from None
    except bodies.Broken as error:
        raise Refused(400, f"the body is not gzip: {error}") from None


def _too_large(most: int) -> Refused:
    return Refused(413, f"larger than {most:,} bytes")
