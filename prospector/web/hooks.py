"""`/hooks/{feed}`: who sent it, what does it say, keep it, answer; in that order.

The routes are plain ASGI: this is the path that must be fast.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from prospector.collect.hooks import envelopes
from prospector.collect.hooks.envelopes import Received, Unpacked
from prospector.collect.hooks.posted import Posted
from prospector.collect.hooks.verify import Delivery, verify
from prospector.columns import to_micros
from prospector.rules.models.feeds import Hook, HookMode
from prospector.store import inbox
from prospector.store.inbox import Fate
from prospector.web import limits
from prospector.web.journal import Journal
from prospector.web.limits import Intake, Refused
from prospector.web.precedence import Precedence
from prospector.web.writer import GroupWriter

#: Most items of one delivery.
MOST_ITEMS = 10_000
#: A body this long is read in a thread, so that others do not wait for it.
_LONG = 64_000
#: Request headers that are kept beside an item: what names it, never what proves it.
_KEPT = frozenset(
    {
        "content-type",
        "webhook-id",
        "svix-id",
        "x-github-event",
        "x-github-delivery",
        "x-request-id",
        "ce-id",
        "ce-source",
        "ce-type",
    }
)
_ORIGIN = re.compile(r"[A-Za-z0-9.:/_-]{1,200}")
#: What the journal calls a feed that does not exist: the sender chose its name.
_UNKNOWN = "?"


#: Verified against when there is no such feed, so that its answer costs and says the same.
_NOBODY = Posted(Hook(mode=HookMode.STANDARD, secrets=["none"]), ("whsec_bm9ib2R5",))


class Answer(NamedTuple):
    """What is said to the sender."""

    status: int
    content: Mapping[str, object]
    retry_after: int | None = None


@dataclass(frozen=True)
class Desk:
    """What every route needs."""

    #: The feeds as they are now; a request keeps to what it found when it came.
    feeds: Callable[[], Mapping[str, Posted]]
    writer: GroupWriter
    journal: Journal
    clock: Callable[[], datetime]
    intake: Intake
    precedence: Precedence


def routes(desk: Desk) -> list[Route]:
    """One item, many items, and the addresses that clients of other services know."""
    single, many = Endpoint(desk, batch=False), Endpoint(desk, batch=True)
    named = ("track", "identify", "group", "page", "screen", "alias")
    return [
        Route("/hooks/{feed}", single, methods=["POST", "OPTIONS"]),
        Route("/hooks/{feed}/batch", many, methods=["POST", "OPTIONS"]),
        Route("/hooks/{feed}/batch/", many, methods=["POST"]),
        Route("/hooks/{feed}/v1/batch", many, methods=["POST"]),
        *[Route(f"/hooks/{{feed}}/v1/{name}", single, methods=["POST"]) for name in named],
    ]


class Endpoint:
    """Takes deliveries of one item, or of many."""

    def __init__(self, desk: Desk, *, batch: bool) -> None:
        self._desk = desk
        self._batch = batch
        self._most = limits.BATCH if batch else limits.SINGLE
        self._seconds = limits.BATCH_S if batch else limits.SINGLE_S

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        feed = scope["path_params"]["feed"]
        posted = self._desk.feeds().get(feed)
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        if scope["method"] == "OPTIONS":
            await _send(send, Answer(200, {}), _handshake(headers))
            return
        try:
            answer = await self._answer(feed, posted or _NOBODY, scope, headers, receive)
        except Refused as refused:
            answer = Answer(refused.status, {"reason": refused.reason}, refused.retry_after)
        except Exception as error:  # noqa: BLE001 - a traceback would write what the body says
            self._desk.journal.trouble(f"hook {feed}" if posted else "hook", error)
            answer = Answer(500, {"reason": "our fault: send it again later"}, 60)
        self._desk.journal.answered(feed if posted else _UNKNOWN, answer.status)
        await _send(send, answer, [])

    async def _answer(
        self,
        feed: str,
        posted: Posted,
        scope: Scope,
        headers: dict[str, str],
        receive: Receive,
    ) -> Answer:
        await self._desk.precedence.after_pages()
        intake = self._desk.intake
        body = await intake.read(receive, headers, most=self._most, seconds=self._seconds)
        try:
            query = scope["query_string"].decode("latin-1")
            delivery = Delivery(
                method=scope["method"],
                path=scope["path"],
                query=dict(parse_qsl(query, keep_blank_values=True)) if query else {},
                headers=headers,
                body=body,
                raw_query=query,
            )
            return await self._deal(feed, posted, delivery)
        finally:
            intake.release(len(body))

    async def _deal(self, feed: str, posted: Posted, delivery: Delivery) -> Answer:
        now = self._desk.clock()
        proven = verify(posted.hook, posted.secrets, delivery, now=now)
        if not proven or posted is _NOBODY:
            return Answer(401, {"reason": "not signed by a known sender"})
        if len(delivery.body) > _LONG:
            unpacked = await asyncio.to_thread(self._unpack, posted.hook, delivery)
        else:
            unpacked = self._unpack(posted.hook, delivery)
        if unpacked.problem is not None:
            return Answer(400, {"reason": unpacked.problem})
        if len(unpacked.items) > MOST_ITEMS:
            raise Refused(413, f"more than {MOST_ITEMS:,} items")
        fates = await self._keep(feed, unpacked.items, _kept_headers(delivery.headers), now)
        accepted = envelopes.answer_of(posted.hook.body)
        if self._batch or len(unpacked.items) > 1:
            return _answer_many(unpacked, fates, accepted)
        return _answer_one(unpacked, fates, accepted)

    def _unpack(self, hook: Hook, delivery: Delivery) -> Unpacked:
        encoding = delivery.headers.get("content-encoding", "").strip().lower()
        content = limits.inflate(delivery.body, encoding, most=self._most)
        return envelopes.unpack(hook.body, delivery, content, batch=self._batch)

    async def _keep(
        self, feed: str, received: list[Received], headers: dict[str, str], now: datetime
    ) -> list[tuple[Fate, str | None]]:
        """What became of each item, and its id."""
        at = to_micros(now)
        items = [
            inbox.make_item(feed, item.key, item.body, headers, at)
            for item in received
            if item.problem is None
        ]
        fates = iter(await self._desk.writer.keep(items) if items else [])
        keys = iter(item.key for item in items)
        return [
            (Fate.REFUSED, None) if item.problem is not None else (next(fates), next(keys))
            for item in received
        ]


def _kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name in _KEPT}


def _answer_one(unpacked: Unpacked, fates: list[tuple[Fate, str | None]], accepted: int) -> Answer:
    if not fates:
        return Answer(accepted, {"status": "ignored"})
    (fate, key), received = fates[0], unpacked.items[0]
    if fate is Fate.REFUSED:
        return Answer(400, {"status": fate, "reason": received.problem or "it cannot be stored"})
    if fate is Fate.CONFLICT:
        reason = "this id came before with another body; both are kept"
        return Answer(409, {"status": fate, "id": key, "reason": reason})
    return Answer(accepted, {"status": fate, "id": key})


def _answer_many(unpacked: Unpacked, fates: list[tuple[Fate, str | None]], accepted: int) -> Answer:
    items: list[dict[str, object]] = []
    for index, (received, (fate, key)) in enumerate(zip(unpacked.items, fates, strict=True)):
        item: dict[str, object] = {"index": index, "status": fate}
        if key is not None:
            item["id"] = key
        if fate is Fate.REFUSED:
            item["reason"] = received.problem or "it cannot be stored"
        items.append(item)
    counts = Counter(fate for fate, _ in fates)
    content = {fate.value: counts[fate] for fate in Fate}
    content["ignored"] = unpacked.ignored
    # One good item is enough: a sender would send the whole again, and the others are told apart.
    good = counts[Fate.ACCEPTED] + counts[Fate.SEEN] + unpacked.ignored or not fates
    status = accepted if good else 409 if counts[Fate.CONFLICT] else 400
    return Answer(status, {**content, "items": items})


def _handshake(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """The CloudEvents handshake: whoever asks may send, and must still prove who it is."""
    origin = headers.get("webhook-request-origin", "")
    allowed = [(b"allow", b"POST, OPTIONS")]
    if _ORIGIN.fullmatch(origin):
        allowed += [
            (b"webhook-allowed-origin", origin.encode("ascii")),
            (b"webhook-allowed-rate", b"*"),
        ]
    return allowed


async def _send(send: Send, answer: Answer, extra: list[tuple[bytes, bytes]]) -> None:
    body = json.dumps(answer.content).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        *extra,
    ]
    if answer.retry_after is not None:
        headers.append((b"retry-after", str(answer.retry_after).encode()))
    if answer.status in (408, 413, 503):
        headers.append((b"connection", b"close"))  # what is left of the body is not read
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
