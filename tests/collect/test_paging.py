"""Paged sources: every item exactly once, whatever kills the walk, and no circle is walked twice."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.collect import paging
from prospector.collect.collector import Answer, Cursor, Page
from prospector.collect.nextpage import Base
from prospector.collect.paging import Book
from prospector.errors import FeedRefused
from prospector.fetch.mailbox import Letters
from prospector.rules.models import Paging

URL = "https://api.example/people"
START = {"of": "x"}
SCHEMES: dict[str, dict[str, Any]] = {
    "page": {"by": "page"},
    "page from 0": {"by": "page", "start": 0, "param": "p", "total": "meta.total"},
    "offset": {"by": "offset", "size_param": "limit"},
    "cursor": {"by": "cursor", "next": "meta.next", "param": "after"},
    "address": {"by": "cursor", "next": "meta.url"},
    "relative": {"by": "cursor", "next": "@odata.nextLink"},
    "link": {"by": "link"},
}


class Source:
    """A paged API over a list; never more than `most` items a page, whatever is asked."""

    def __init__(self, items: Sequence[int], most: int) -> None:
        self.items = items
        self.most = most
        self.asked = 0

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        assert headers == {"x-key": "k3y"}
        self.asked += 1
        said = {**{k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}, **(params or {})}
        assert said.get("key") == "k3y"
        begin = int(said.get("offset", 0)) or int(said.get("after", "c0")[1:])
        if "page" in said or "p" in said:
            begin = self.most * (int(said["page"]) - 1 if "page" in said else int(said["p"]))
        end = begin + self.most
        more = end < len(self.items)
        address = f"{URL}?key=k3y&after=c{end}"
        body = {
            "meta": {
                "total": len(self.items),
                "next": f"c{end}" if more else None,
                "url": address if more else "",
            },
            "people": [{"id": one} for one in self.items[begin:end]],
            "@odata.nextLink": f"/people?after=c{end}" if more else None,
        }
        link = {"link": f'<{address}>; rel="next"'} if more else {}
        return Answer(200, link, json.dumps(body).encode(), URL)

    def post(self, url: str, **_: Any) -> Answer:
        raise AssertionError(url)

    def letters(self, address: str, **_: Any) -> Letters:
        raise AssertionError(address)


def book(**said: Any) -> Book:
    return Book(
        paging=Paging.model_validate(said),
        label=URL,
        base=Base(URL, {"key": "k3y"}),
        headers={"x-key": "k3y"},
        items="people",
        start=START,
    )


def walk(book: Book, source: Source, cursor: Cursor = START) -> list[Page]:
    return list(paging.pages(book, cursor, source, lambda: False))


def walk_into(found: list[Page], book: Book, source: Source, cursor: Cursor = START) -> None:
    """Keep the pages that come before an error."""
    for page in paging.pages(book, cursor, source, lambda: False):
        found.append(page)  # noqa: PERF402 - those before an error count


def ids(page: Page) -> list[int]:
    return [item["id"] for item in json.loads(page.content or b"[]")]


@given(
    st.sampled_from(sorted(SCHEMES)),
    st.integers(0, 12),
    st.integers(1, 5),
    st.integers(1, 4),
    st.lists(st.sampled_from(["taken", "killed before", "killed behind", "stopped"]), max_size=12),
)
def test_it_brings_every_item_once_wherever_it_is_killed(
    scheme: str, size: int, per_page: int, most: int, fates: list[str]
) -> None:
    """`killed before`: the page was brought and its transaction was not; `behind`: it was."""
    source = Source(range(size), per_page)
    asked = book(**SCHEMES[scheme], most=most)
    cursor: Cursor = START
    brought: list[int] = []
    left = list(fates)
    for _ in range(60):  # runs of the feed
        fate = ""
        for page in paging.pages(asked, cursor, source, lambda: fate == "stopped"):  # noqa: B023
            fate = left.pop(0) if left else "taken"
            if fate == "killed before":
                break
            brought.extend(ids(page))
            cursor = page.cursor
            if fate == "killed behind":
                break
        if fate != "killed before" and cursor == START:
            break  # once through, to the last page
    assert brought == list(range(size))


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_it_keeps_no_key_in_a_cursor(scheme: str) -> None:
    pages = walk(book(**SCHEMES[scheme]), Source(range(10), 2))
    assert len(pages) >= 5
    assert "k3y" not in json.dumps([page.cursor for page in pages])
    assert pages[0].label == f"{URL} (page 1)"
    assert pages[-1].cursor == START


def test_it_asks_for_no_page_behind_the_total() -> None:
    source = Source(range(4), 2)
    walk(book(by="page", start=0, param="p", total="meta.total"), source)
    assert source.asked == 2


def test_it_reads_at_most_so_many_pages_and_goes_on_there() -> None:
    asked, source = book(by="offset", most=2), Source(range(10), 2)
    first = walk(asked, source)
    assert [ids(page) for page in first] == [[0, 1], [2, 3]]
    assert first[-1].cursor == {**START, "at": {"offset": 4}, "pages": 2, "items": 4}
    assert [page.stopped_at for page in first] == [None, 2]
    second = walk(asked, source, first[-1].cursor)
    assert ids(second[0]) == [4, 5]
    assert [page.stopped_at for page in second] == [None, 4]
    assert not any(page.stopped_at for page in walk(asked, source, second[-1].cursor))


def test_it_does_not_say_that_it_stopped_where_the_source_ends() -> None:
    total = book(by="page", start=0, param="p", total="meta.total", most=2)
    assert [page.stopped_at for page in walk(total, Source(range(4), 2))] == [None, None]
    links = book(by="link", most=2)
    assert [page.stopped_at for page in walk(links, Source(range(4), 2))] == [None, None]


class Deaf(Source):
    """An API that does not understand what it is asked: the same page for ever."""

    def get(self, url: str, **said: Any) -> Answer:
        return super().get(url.partition("?")[0], params={"key": "k3y"}, headers=said["headers"])


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_it_walks_in_no_circle(scheme: str) -> None:
    source, found = Deaf(range(10), 2), list[Page]()
    with pytest.raises(FeedRefused, match="was there before"):
        walk_into(found, book(**SCHEMES[scheme]), source)
    assert source.asked <= 2
    assert found[-1].cursor == START


class Sparse(Source):
    """An API whose pages may hold nothing though others follow: it filters behind its cursor."""

    def get(self, url: str, **said: Any) -> Answer:
        answer = super().get(url, **said)
        body = json.loads(answer.content)
        body["people"] = [one for one in body["people"] if one["id"] in (0, 7)]
        return answer._replace(content=json.dumps(body).encode())


@pytest.mark.parametrize("scheme", ["cursor", "address", "relative", "link"])
def test_it_goes_past_empty_pages_where_the_source_says_what_follows(scheme: str) -> None:
    pages = walk(book(**SCHEMES[scheme]), Sparse(range(10), 2))
    assert [ids(page) for page in pages] == [[0], [], [], [7], []]
    assert [page.cursor == START for page in pages] == [False, False, False, False, True]
    first = walk(book(**SCHEMES[scheme], most=2), Sparse(range(10), 2))
    assert first[-1].stopped_at == 2
    rest = walk(book(**SCHEMES[scheme]), Sparse(range(10), 2), first[-1].cursor)
    assert [ids(page) for page in rest] == [[], [7], []]


def test_it_ends_at_an_empty_page_where_it_counts_pages_itself() -> None:
    source = Sparse(range(10), 2)
    assert [ids(page) for page in walk(book(by="page"), source)] == [[0], []]
    assert source.asked == 2


def test_it_says_what_to_set_where_no_items_are() -> None:
    with pytest.raises(FeedRefused, match="no list at 'staff' in the answer; set items: in"):
        walk(replace(book(by="page"), items="staff"), Source(range(2), 2))


class Refusing(Source):
    """An API that refuses what is behind its items, or whatever it forgot."""

    status = 404

    def get(self, url: str, **said: Any) -> Answer:
        answer = super().get(url, **said)
        if not json.loads(answer.content)["people"]:
            raise FeedRefused("no such page", status=self.status)
        return answer


def test_it_takes_not_found_behind_the_last_page_for_the_end() -> None:
    pages = walk(book(by="page"), Refusing(range(4), 2))
    assert [ids(page) for page in pages] == [[0, 1], [2, 3], []]
    assert pages[-1].cursor == START
    with pytest.raises(FeedRefused):
        walk(book(by="page"), Refusing([], 2))


def test_it_begins_anew_when_it_is_refused_where_it_would_resume() -> None:
    """A cursor may be forgotten over there; it must not stop the feed for ever."""
    source = Refusing(range(4), 2)
    source.status = 410
    found = list[Page]()
    at = {**START, "at": {"cursor": "c8"}, "pages": 4, "items": 8}
    with pytest.raises(FeedRefused):
        walk_into(found, book(**SCHEMES["cursor"]), source, at)
    assert [(page.content, page.cursor) for page in found] == [(b"", START)]


def test_it_stops_before_a_page_when_told() -> None:
    source = Source(range(10), 2)
    assert not list(paging.pages(book(by="page"), START, source, lambda: True))
    assert source.asked == 0
