"""Walk the pages of a JSON source: where the next one is, when it ends, and that it is no circle."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from prospector.collect import answers, dotted, nextpage
from prospector.collect.answers import Items
from prospector.collect.collector import Client, Cursor, Page, Stopped
from prospector.collect.nextpage import Base
from prospector.errors import FeedRefused
from prospector.fetch.answer import Answer
from prospector.rules.models import Paging

#: Where a page is: its number, offset, cursor or address (Any: JSON values).
Position = dict[str, Any]

#: What some sources answer to the page behind the last one.
_NOT_FOUND = 404
_NO_CONTENT = 204
_NOTHING = Items("[]", 0, None)
#: Ways by which the answer itself says where the next page is.
_SAID = ("cursor", "link")
_DEFAULT_PARAMS = {"page": "page", "offset": "offset"}


@dataclass(frozen=True)
class Book:
    """A paged source: whom to ask what, and how its pages follow each other."""

    paging: Paging
    #: The feed's address without secrets, as provenance shows it.
    label: str
    base: Base
    headers: Mapping[str, str]
    #: Dotted path of the items; None = where services put them.
    items: str | None
    #: The cursor of a pull that begins at the first page.
    start: Cursor

    def first(self) -> Position:
        """Where the first page is."""
        if self.paging.by == "page":
            return {"page": self.paging.start}
        return {"offset": 0} if self.paging.by == "offset" else {}

    def request(self, at: Position) -> tuple[str, dict[str, str]]:
        """The address and the parameters of a page."""
        paging = self.paging
        asked = {paging.size_param: str(paging.size)} if paging.size_param else {}
        if "url" in at:
            return nextpage.restored(at["url"], self.base, asked)
        (value,) = at.values() or [None]
        if value is not None:
            asked[paging.param or _DEFAULT_PARAMS.get(paging.by, "")] = str(value)
        return self.base.url, {**self.base.params, **asked}


@dataclass
class _Walk:
    """How far a walk through a book came."""

    at: Position
    pages: int = 0
    items: int = 0
    _met: set[str] = field(default_factory=set)

    def meets(self, thing: object) -> bool:
        """Whether it was met before."""
        mark = hashlib.sha256(json.dumps(thing, sort_keys=True).encode()).hexdigest()
        known = mark in self._met
        self._met.add(mark)
        return known

    def cursor(self, start: Cursor) -> dict[str, Any]:  # Any: JSON values
        """Where the next pull goes on."""
        return {**start, "at": self.at, "pages": self.pages, "items": self.items}


def pages(book: Book, cursor: Cursor, client: Client, stopped: Stopped) -> Iterator[Page]:
    """The pages from where the last pull was cut short, or from the first one.

    Behind the last page the cursor stands at the start again: the next pull walks through all of
    them, and what is known is seen.

    Raises:
        FeedRefused: the pages go round in a circle, or the next one is somebody else's.
    """
    walk = _Walk(cursor.get("at", book.first()), cursor.get("pages", 0), cursor.get("items", 0))
    walk.meets(walk.at)
    for turn in range(book.paging.most):
        if stopped():
            return
        try:
            answer, found = _asked(book, walk, client)
        except FeedRefused:
            if turn == 0 and walk.pages:
                # Where the last pull stopped may be forgotten there: the next one begins anew.
                yield Page(book.label, b"", book.start)
            raise
        repeats = found.size > 0 and walk.meets(found.text)
        # Where the answer says where the next page is, one without items may be followed by others.
        goes_on = not repeats and (found.size > 0 or book.paging.by in _SAID)
        following = _following(book, walk, answer, found) if goes_on else None
        circle = walk.meets(following) if following else repeats
        is_over = following is None or circle
        walk.at = following or {}
        behind = book.start if is_over else walk.cursor(book.start)
        stopped_at = None if is_over or turn + 1 < book.paging.most else walk.pages
        if found.size and not repeats:
            content = found.text.encode("utf-8", "surrogateescape")
            yield Page(f"{book.label} (page {walk.pages})", content, behind, stopped_at)
        elif walk.pages:
            yield Page(book.label, b"", behind, stopped_at)
        if circle:
            raise FeedRefused(_circle(book, walk.pages + 1))
        if is_over:
            return


def _asked(book: Book, walk: _Walk, client: Client) -> tuple[Answer, Items]:
    """A page and its items: none where the source says that there is no such page."""
    url, params = book.request(walk.at)
    try:
        answer = client.get(url, params=params, headers=book.headers)
    except FeedRefused as error:
        if error.status == _NOT_FOUND and walk.pages and "page" in walk.at:
            return Answer(_NOT_FOUND, {}, b"", book.label), _NOTHING
        raise
    if answer.status == _NO_CONTENT:
        return answer, _NOTHING
    return answer, answers.items_of(answer, book.items, fix=answers.SET_ITEMS)


def _following(book: Book, walk: _Walk, answer: Answer, found: Items) -> Position | None:
    """Count a page; where the one after it is, None = this was the last."""
    walk.pages += 1
    walk.items += found.size
    paging = book.paging
    total = dotted.value_at(found.whole, paging.total) if paging.total else None
    if isinstance(total, int) and walk.items >= total:
        return None
    if paging.by == "page":
        return {"page": walk.at["page"] + 1}
    if paging.by == "offset":
        return {"offset": walk.at["offset"] + found.size}
    if paging.by == "link":
        said: object = nextpage.linked(answer.headers.get("link", ""))
    else:
        said = dotted.value_at(found.whole, paging.next or "")
    if said in (None, "", False) or isinstance(said, dict | list):
        return None
    if paging.by == "cursor" and paging.param and not nextpage.is_address(str(said)):
        return {"cursor": said}
    current, _ = book.request(walk.at)
    return {"url": nextpage.kept(str(said), current, book.base, paging.hosts)}


def _circle(book: Book, page: int) -> str:
    return (
        f"{book.label}: page {page} was there before: the source does not turn pages by"
        f" {book.paging.param or book.paging.by!r}; check paging: in the feed"
    )
