"""Lists that come newest first: walked back to where the last pull stopped, page by page.

New items push older ones on while we walk, so an item may come twice (it is seen) and none is
missed. What was walked is remembered with each page; the mark moves only when the walk is over.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from prospector.collect.collector import Cursor, Page, Pull
from prospector.errors import FeedRefused

# Any: items as their source writes them.
Item = Mapping[str, Any]


class Found(NamedTuple):
    """One page of a list: its items, newest first, and where the next page is (None = there is none)."""

    items: Sequence[Item]
    then: str | None
    label: str


def walk(
    pull: Pull,
    name: str,
    ask: Callable[[str | None], Found],
    *,
    at: Callable[[Item], str],
    shape: Callable[[Sequence[Item]], Sequence[Item]] = list,
) -> Iterator[Page]:
    """The new items of one list of a feed; `at` is an item's ISO time, `shape` what is taken of a page.

    The feed's cursor holds, under `name`: `since` (the mark), and while a walk is under way
    `until` (the next mark) and `then` (the next page).
    """
    mine = dict(pull.cursor.get(name) or {})
    since, until, then = mine.get("since"), mine.get("until"), mine.get("then")
    resumed = then is not None
    while not pull.stopped():
        try:
            found = ask(then)
        except FeedRefused:
            if resumed:
                # Where the last pull stopped may be forgotten there: the next one begins anew.
                yield Page(pull.feed, b"", _with(pull.cursor, name, {"since": since}))
            raise
        resumed = False
        # One without a time may be new: it ends no walk.
        new = [item for item in found.items if since is None or at(item) >= since or not at(item)]
        if until is None and found.items:
            until = max(at(item) for item in found.items) or None
        is_over = found.then is None or len(new) < len(found.items)
        then = None if is_over else found.then
        state = (
            {"since": until or since} if is_over else {"since": since, "until": until, "then": then}
        )
        yield Page(found.label, content(shape(new)), _with(pull.cursor, name, state))
        if is_over:
            return


def content(items: Sequence[Item]) -> bytes:
    """Items as a JSON document; nothing where there are none."""
    return json.dumps(list(items), ensure_ascii=False).encode() if items else b""


def _with(cursor: Cursor, name: str, state: Mapping[str, Any]) -> Cursor:
    return {**cursor, name: {key: value for key, value in state.items() if value is not None}}
