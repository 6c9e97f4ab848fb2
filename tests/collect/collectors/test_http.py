"""Documents at an address: asked for with conditions, taken for what they are, named without keys."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from prospector.collect.collector import Cursor, Page, Pull
from prospector.collect.collectors import http
from prospector.errors import FeedRefused
from prospector.rules.models import FeedRule
from tests.fetch.net import NOW, Net, Reply, Request, Site, client

CSV = b"email,kind\nalice@acme.example,purchased\n"
SECRETS = {"${KEY}": "k3y", "${PASS}": "pa55"}


def reveal(text: str) -> str:
    for name, value in SECRETS.items():
        text = text.replace(name, value)
    return text


def pull(
    answer: Callable[[Request], Reply], cursor: Cursor | None = None, **said: Any
) -> tuple[list[Page], list[Request]]:
    """What a feed brings from a site of its own, and what that was asked."""
    rule = FeedRule.model_validate(
        {"collector": "http", "url": "http://feeds.example/x.csv", "origin": "x", **said}
    )
    net = Net()
    with Site(answer) as site:
        for name in ("feeds.example", "news.feeds.example"):
            net.put(name, site)
        with client(net) as asking:
            told = Pull("shop", rule, cursor or {}, NOW, asking, reveal, lambda: False)
            return list(http.COLLECTOR.pages(told)), site.asked


def test_it_brings_a_document_and_what_to_ask_with_next_time() -> None:
    reply = Reply(headers={"ETag": '"1"', "Last-Modified": "Fri"}, body=CSV)
    (page,), (request,) = pull(
        lambda _request: reply,
        url="http://alice:${PASS}@feeds.example/${KEY}/x.csv?key=${KEY}",
        params={"token": "${KEY}"},
        headers={"X-Key": "${KEY}"},
    )
    assert page.content == CSV
    assert page.label == "http://feeds.example/${KEY}/x.csv"
    assert (page.cursor["etag"], page.cursor["modified"]) == ('"1"', "Fri")
    assert request.path == "/k3y/x.csv?key=k3y&token=k3y"
    assert request.headers["x-key"] == "k3y"
    assert not {"if-none-match", "if-modified-since"} & set(request.headers)
    assert "k3y" not in json.dumps(page.cursor)


def test_it_knows_the_entries_of_a_feed_that_moved_to_another_site() -> None:
    entry = "<item><title>Hi</title><guid>/n/1</guid></item>"

    def feed(entries: str, **said: Any) -> Page:
        body = f"<rss version='2.0'><channel>{entries}</channel></rss>".encode()
        (page,), _ = pull(lambda _request: Reply(body=body), **said)
        return page

    first = feed(entry)
    assert first.cursor["site"] == "http://feeds.example"
    before = {name: value for name, value in first.cursor.items() if name != "site"}
    moved = "http://news.feeds.example/x.rss"
    for cursor, site in (
        (first.cursor, "http://feeds.example"),
        (before, "http://news.feeds.example"),
    ):
        later = feed(entry * 2, url=moved, cursor=cursor)
        assert later.cursor["site"] == site
        assert [one["id"] for one in json.loads(later.content)] == [f"{site}/n/1"] * 2


def test_it_asks_whether_there_is_something_new() -> None:
    reply = Reply(headers={"ETag": '"1"', "Last-Modified": "Fri"}, body=CSV)
    (page,), _ = pull(lambda _request: reply)
    pages, (request,) = pull(lambda _request: Reply(304), page.cursor)
    assert pages == []
    assert request.headers["if-none-match"] == '"1"'
    assert request.headers["if-modified-since"] == "Fri"


def test_it_takes_nothing_twice_from_a_server_that_does_not_tell() -> None:
    (page,), _ = pull(lambda _request: Reply(body=CSV))
    (same,), _ = pull(lambda _request: Reply(headers={"ETag": '"2"'}, body=CSV), page.cursor)
    assert (same.content, same.cursor["etag"]) == (b"", '"2"')
    (empty,), _ = pull(lambda _request: Reply(body=b""), page.cursor)
    assert empty.content == b""
    (back,), _ = pull(lambda _request: Reply(body=CSV), empty.cursor)
    assert back.content == CSV


@pytest.mark.parametrize(
    "changed", [{"map": {"title": "x"}}, {"kind": "met"}, {"params": {"a": "b"}}]
)
def test_it_reads_again_what_the_feed_reads_otherwise(changed: dict[str, Any]) -> None:
    (page,), _ = pull(lambda _request: Reply(headers={"ETag": '"1"'}, body=CSV))
    (again,), (request,) = pull(lambda _request: Reply(body=CSV), page.cursor, **changed)
    assert again.content == CSV
    assert "if-none-match" not in request.headers


def test_it_brings_the_items_of_a_nested_answer() -> None:
    body = b'{"meta": {}, "found": {"people": [{"n": 1}]}}'
    (page,), _ = pull(lambda _request: Reply(body=body), items="found.people", format="json")
    assert page.content == b'[{"n": 1}]'


def test_it_brings_the_entries_of_a_feed() -> None:
    body = (
        b"<rss version='2.0'><channel><item><title>Hi</title><guid>1</guid></item></channel></rss>"
    )
    (page,), _ = pull(lambda _request: Reply(body=body))
    assert [entry["title"] for entry in json.loads(page.content)] == ["Hi"]


def test_it_takes_no_login_page_for_a_table() -> None:
    login = Reply(headers={"Content-Type": "text/html"}, body=b"<html><title>Sign in</title>")
    with pytest.raises(FeedRefused, match=r"answers text/html \('Sign in'\), a web page"):
        pull(lambda _request: login)


def test_it_turns_pages() -> None:
    def answer(request: Request) -> Reply:
        page = int(request.path.rpartition("page=")[2])
        return Reply(body=json.dumps([{"n": page}] if page < 3 else []).encode())

    paged: dict[str, Any] = {"paging": {"by": "page"}, "url": "http://feeds.example/x?key=${KEY}"}
    pages, asked = pull(answer, **paged)
    assert [page.content for page in pages] == [b'[{"n": 1}]', b'[{"n": 2}]', b""]
    assert [request.path for request in asked] == [f"/x?key=k3y&page={n}" for n in (1, 2, 3)]
    rest, asked = pull(answer, pages[0].cursor, **paged)
    assert asked[0].path == "/x?key=k3y&page=2"
    assert rest[-1].cursor == {"of": pages[0].cursor["of"]}
