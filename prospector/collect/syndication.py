"""RSS and Atom: a feed's entries as JSON items with title, link, published, summary and id.

An id is what the feed says, as it says it. One that is an address (a permalink, Atom's `id`, or the
link of an entry without id) may be written relative to the feed's own: it is made whole by the site
the feed was first found at, so that entries stay the same ones when the feed moves to another.
"""

import io
import json
from calendar import timegm
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urlsplit

from prospector.errors import FeedRefused
from prospector.fetch.answer import Answer


def site_of(address: str) -> str:
    """Scheme and host of an address."""
    found = urlsplit(address)
    return f"{found.scheme}://{found.netloc}"


def items(answer: Answer, *, first_site: str | None = None) -> bytes:
    """The entries of a feed as a JSON array, in the feed's order; `first_site`: where it was first found.

    Raises:
        FeedRefused: it is neither RSS nor Atom.
    """
    entries = _entries(answer, answer.address)
    named = entries
    site = site_of(answer.address)
    if first_site is not None and first_site != site:
        named = _entries(answer, first_site + answer.address.removeprefix(site))
    found = [
        {"id": name.get("id") or name.get("link") or "", **_item(entry)}
        for name, entry in zip(named, entries, strict=True)
    ]
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")


def _entries(
    answer: Answer, address: str
) -> Sequence[Mapping[str, Any]]:  # Any: as feedparser has it
    """The entries of a feed as if it stood at an address."""
    import feedparser

    told = {"content-location": address}
    if kind := answer.headers.get("content-type"):
        told["content-type"] = kind
    # A file object: bytes would be tried as a file's name first, a text as an address.
    found = feedparser.parse(io.BytesIO(answer.content), response_headers=told, sanitize_html=False)
    if not found.get("version") and not found.entries:
        raise FeedRefused(f"{answer.address}: answers XML that is neither RSS nor Atom")
    entries: Sequence[Mapping[str, Any]] = found.entries
    return entries


def _item(entry: Mapping[str, Any]) -> dict[str, object]:  # Any: what feedparser found
    found = {
        "title": entry.get("title") or "",
        "link": entry.get("link") or "",
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
