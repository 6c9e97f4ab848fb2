"""Read what a server answered as JSON, or say why it cannot be."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from prospector.collect.collector import Answer
from prospector.errors import FeedRefused


def json_of(answer: Answer) -> Any:  # Any: what the server wrote
    """The answer's JSON.

    Raises:
        FeedRefused: it is none; the message has its first words.
    """
    try:
        return json.loads(answer.content)
    except ValueError:
        kind = answer.headers.get("content-type", "no content type")
        shown = answer.content[:60].decode("utf-8", "replace")
        raise FeedRefused(f"{answer.address}: JSON expected, got {kind}: {shown!r}") from None


def items_of(answer: Answer, key: str | None = None) -> list[Any]:  # Any: items as written
    """The list a server answered, or the one under a key of its object.

    Raises:
        FeedRefused: there is no such list.
    """
    found = json_of(answer)
    if key is not None and isinstance(found, Mapping):
        found = found.get(key)
    if not isinstance(found, Sequence) or isinstance(found, str):
        where = f" under {key!r}" if key else ""
        raise FeedRefused(f"{answer.address}: a list{where} expected, got {type(found).__name__}")
    return list(found)
