"""What a webhook holds: its items, each as the JSON text that is stored and read again later.

An item's text holds all that mapping needs and no secret. Nothing that changes when a sender tries
again is in it (numbers of attempts, times of sending), so that a resend is seen to be one.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from prospector.collect import documents
from prospector.collect.documents import Item, Row
from prospector.collect.hooks import senders
from prospector.collect.hooks.senders import Sender
from prospector.collect.hooks.verify import Delivery
from prospector.collect.reject import Problem, RejectCode
from prospector.errors import InputError
from prospector.rules.models.feeds import HookBody

_MOST_KEY = 200
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
#: Senders that take any answer but 200 for a failure.
_ONLY_200 = frozenset({HookBody.SEGMENT, HookBody.POSTHOG, HookBody.RB2B})


class Received(NamedTuple):
    """One item: the sender's id of it, its text as it is stored, or why it is refused."""

    key: str | None
    body: str
    problem: str | None


class Unpacked(NamedTuple):
    """A delivery's items, how many say nothing to us, or why the whole is refused."""

    items: list[Received]
    ignored: int
    problem: str | None


def profile_of(body: HookBody) -> str:
    """The profile that maps a stored item to records."""
    return senders.SENDERS[body].profile


def answer_of(body: HookBody) -> int:
    """The status that tells this sender it is done: 202, or 200 where nothing else will do."""
    return 200 if body in _ONLY_200 else 202


def unpack(body: HookBody, delivery: Delivery, content: bytes, *, batch: bool) -> Unpacked:
    """The items of a verified delivery; `content` is its body, inflated.

    `batch` says that the address is one for many items: an array or a line for each.
    """
    sender = senders.SENDERS[body]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Unpacked([], 0, f"not UTF-8 at byte {error.start}")
    try:
        found = list(_items(sender, delivery, text, batch=batch))
    except (InputError, _Refused) as error:
        return Unpacked([], 0, str(error))
    single = len(found) == 1 and not batch
    if single and isinstance(found[0].content, Problem):
        return Unpacked([], 0, found[0].content.detail)
    kept = [item for item in found if not _is_silent(sender, delivery, item)]
    received = [_received(sender, delivery, item, single=single) for item in kept]
    return Unpacked(received, len(found) - len(kept), None)


class _Refused(ValueError):  # noqa: N818 - never leaves this file
    """The whole delivery is refused."""


def _items(sender: Sender, delivery: Delivery, text: str, *, batch: bool) -> Iterable[Item]:
    start = text.lstrip()[:1]
    if sender.wrap is not None and (wrapped := sender.wrap(delivery, text)) is not None:
        return [Item(1, wrapped, _parse(wrapped))]
    if start == "[":
        if not (batch or sender.lists(delivery)):
            raise _Refused("a list is posted to …/batch")
        return map(_kept, documents.items("body", text))
    if start != "{":
        raise _Refused("neither a JSON object nor a list of them")
    if batch and sender.lines:
        lines = documents.lines(text.split("\n"))
        return (_kept(item) for item in lines if item.content is not None)
    if sender.members is not None:
        return _members(text, sender.members)
    return [Item(1, text, _parse(text))]


def _parse(text: str) -> Row | Problem:
    """One JSON object. Words that were decoded wrongly before they came to us are kept: later they are a reject."""
    found = documents.parse(text)
    if isinstance(found, Problem) and found.code is RejectCode.BAD_ENCODING:
        return documents.parse(_NOT_ASCII.sub(lambda char: json.dumps(char[0])[1:-1], text))
    return found


def _kept(item: Item) -> Item:
    content = item.content
    if isinstance(content, Problem) and content.code is RejectCode.BAD_ENCODING:
        return item._replace(content=_parse(item.raw))
    return item


def _members(text: str, name: str) -> list[Item]:
    """The items of the list under a key; without one, the object itself is the item."""
    whole = _parse(text)
    content = _leniently(text) if isinstance(whole, Problem) else whole
    listed = content.get(name)
    if listed is None:
        return [Item(1, text, whole)]
    if not isinstance(listed, list):
        raise _Refused(f"{name} is no list")
    texts = [json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in listed]
    return [
        Item(number, item, _parse(item))
        if isinstance(whole, Problem) or not isinstance(parsed, dict)
        else Item(number, item, parsed)
        for number, (item, parsed) in enumerate(zip(texts, listed, strict=True), start=1)
    ]


def _leniently(text: str) -> Row:
    """A document in which an item may be wrong, so that only that item is refused."""
    try:
        content = json.loads(text, object_pairs_hook=_once)
        json.dumps(content)  # what is too deep to write is refused as a whole
    except (ValueError, RecursionError):
        content = None
    if isinstance(content, dict):
        return content
    problem = _parse(text)
    raise _Refused(problem.detail if isinstance(problem, Problem) else "not an object")


def _once(pairs: list[tuple[str, Any]]) -> Row:  # Any: JSON values
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a key comes twice")
    return content


def _is_silent(sender: Sender, delivery: Delivery, item: Item) -> bool:
    content = item.content
    return isinstance(content, dict) and sender.silent(delivery, content)


def _received(sender: Sender, delivery: Delivery, item: Item, *, single: bool) -> Received:
    content = item.content
    if not isinstance(content, dict):
        problem = content.detail if isinstance(content, Problem) else "nothing"
        return Received(None, "", problem)
    if wrong := sender.wrong(content):
        return Received(None, "", wrong)
    key = sender.key(delivery, content)
    if single and sender.named_by_request:
        key = delivery.headers.get("webhook-id") or delivery.headers.get("svix-id") or key
    return Received(_bounded(key), _stored(sender, delivery, item.raw, content), None)


def _stored(sender: Sender, delivery: Delivery, raw: str, content: Row) -> str:
    """The item's text without what must not be kept."""
    kept = {name: value for name, value in content.items() if name not in sender.dropped}
    instead = sender.instead(delivery, content)
    if len(kept) == len(content) and not instead:
        return raw.strip()
    return json.dumps({**kept, **instead}, ensure_ascii=False, separators=(",", ":"))


def _bounded(key: str | None) -> str | None:
    """A key an index can hold."""
    if not key or len(key) <= _MOST_KEY:
        return key or None
    return f"sha256:{hashlib.sha256(key.encode('utf-8', 'backslashreplace')).hexdigest()}"
