"""RSS and Atom: a feed's entries as JSON items with title, link, published, summary and id."""

import io
import json
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime
from time import struct_time
from typing import Any

from prospector.errors import FeedRefused
from prospector.fetch.answer import Answer


def items(answer: Answer) -> bytes:
    """The entries of a feed as a JSON array, in the feed's order.

    Raises:
        FeedRefused: it is neither RSS nor Atom.
    """
    import feedparser

    told = {"content-location": answer.address}
    if kind := answer.headers.get("content-type"):
        told["content-type"] = kind
    # A file object: bytes would be tried as a file's name first, a text as an address.
    found = feedparser.parse(io.BytesIO(answer.content), response_headers=told, sanitize_html=False)
    if not found.get("version") and not found.entries:
        raise FeedRefused(f"{answer.address}: answers XML that is neither RSS nor Atom")
    entries = [_item(entry) for entry in found.entries]
    return json.dumps(entries, ensure_ascii=False).encode("utf-8", "replace")


def _item(entry: Mapping[str, Any]) -> dict[str, object]:  # Any: what feedparser found
    link = entry.get("link") or ""
    found = {
        "id": entry.get("id") or link,
        "title": entry.get("title") or "",
        "link": link,
        "published": _time(entry),
        "summary": entry.get("summary") or "",
    }
    tags = [tag["term"] for tag in entry.get("tags") or [] if tag.get("term")]
    more = {"author": entry.get("author"), "tags": tags}
    return found | {name: value for name, value in more.items() if value}


def _time(entry: Mapping[str, Any]) -> str:  # Any: what feedparser found
    """When an entry was published; as it is written, where feedparser cannot read it."""
    # Only what is there: feedparser warns where one of the two has to stand for the other.
    written = [name for name in ("published", "updated") if name in entry]
    read = (_iso(entry[f"{name}_parsed"]) for name in written if f"{name}_parsed" in entry)
    return next(filter(None, read), None) or next((entry[name] for name in written), "")


def _iso(when: struct_time | None) -> str:
    if when is None:
        return ""
    try:
        return datetime.fromtimestamp(timegm(when), UTC).isoformat()
    except (OverflowError, ValueError):
        return ""
