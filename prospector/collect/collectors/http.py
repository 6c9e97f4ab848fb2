"""Documents at an address: CSV, JSON, JSON lines, RSS or Atom, whole or page by page."""

import hashlib
import re
from collections.abc import Iterator

from prospector.collect import answers, paging, syndication
from prospector.collect.collector import Collector, Cursor, Page, Pull
from prospector.collect.nextpage import Base
from prospector.collect.paging import Book
from prospector.fetch.answer import Answer
from prospector.rules.models import FeedRule

#: What a feed says that makes another document of the same address.
_READ = {"url", "params", "format", "items", "paging", "profile", "kind", "map", "set"}
_NOT_MODIFIED = 304


def _pages(pull: Pull) -> Iterator[Page]:
    """The document if it changed since the last pull, or the pages from where that stopped."""
    rule = pull.rule
    start = {"of": _identity(rule)}
    # A feed that is read otherwise now is read from the start.
    cursor = pull.cursor if pull.cursor.get("of") == start["of"] else start
    base = Base(
        pull.reveal(rule.url or ""),
        {name: pull.reveal(value) for name, value in rule.params.items()},
    )
    headers = {name: pull.reveal(value) for name, value in rule.headers.items()}
    if rule.paging is None:
        yield from _document(pull, base, headers, cursor)
        return
    book = Book(
        paging=rule.paging,
        label=_label(rule),
        base=base,
        headers=headers,
        items=rule.items,
        start=start,
    )
    yield from paging.pages(book, cursor, pull.client, pull.stopped)


def _document(pull: Pull, base: Base, headers: dict[str, str], cursor: Cursor) -> Iterator[Page]:
    conditions = {"if-none-match": cursor.get("etag"), "if-modified-since": cursor.get("modified")}
    asked = {name: value for name, value in conditions.items() if value}
    answer = pull.client.get(base.url, params=base.params, headers={**asked, **headers})
    if answer.status == _NOT_MODIFIED:
        return
    behind = {
        "of": cursor["of"],
        "etag": answer.headers.get("etag"),
        "modified": answer.headers.get("last-modified"),
        "sha256": hashlib.sha256(answer.content).hexdigest(),
    }
    is_new = bool(answer.content) and behind["sha256"] != cursor.get("sha256")
    # Kept when the feed gets another address: what it brought stays known.
    site = pull.cursor.get("site")
    content = _content(answer, pull.rule, site) if is_new else b""
    behind["site"] = site or syndication.site_of(answer.address)
    yield Page(_label(pull.rule), content, behind)


def _content(answer: Answer, rule: FeedRule, site: str | None) -> bytes:
    sort = answers.sort_of(answer, rule.format)
    if sort == "rss":
        return syndication.items(answer, first_site=site)
    if sort == "json" and rule.items is not None:
        found = answers.items_of(answer, rule.items, fix=answers.SET_ITEMS)
        return found.text.encode("utf-8", "surrogateescape")
    return answer.content


def _label(rule: FeedRule) -> str:
    """The address as the feed writes it, without user, password and query."""
    return re.sub(r"[?#].*", "", re.sub(r"//[^/?#]*@", "//", rule.url or ""))


def _identity(rule: FeedRule) -> str:
    # How much one run may bring changes nothing about what it brings.
    said = rule.model_dump_json(include=_READ, exclude={"paging": {"most"}})
    return hashlib.sha256(said.encode()).hexdigest()[:16]


COLLECTOR = Collector(
    name="http", help="CSV, JSON, JSON lines, RSS or Atom at a URL, whole or paged", pages=_pages
)
