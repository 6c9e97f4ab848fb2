"""Feeds over HTTP: page by page, each visible with its cursor, resumed where it was cut short."""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from prospector.collect.collector import Client, Stopped
from prospector.collect.feeds.stage import run_feed
from prospector.collect.report import CollectReport
from prospector.errors import SettingsError
from prospector.resolve import resolve
from prospector.rules.models import FeedRule
from prospector.store import feeds, imports
from prospector.store.database import Database
from prospector.tables import ImportFile, Lead, Run, RunStatus
from tests.collect import kit
from tests.fetch.net import Net, Reply, Request, Site, client

CSV = b"kind,occurred_at,email,subject\npurchased,2026-11-02,alice@acme.example,Licence\n"
PAGED = {"paging": {"by": "page"}, "items": "people", "url": "http://feeds.example/v1/${KEY}"}
KEY = "k3y-of-ours"
SIZE = 6


def reveal(text: str) -> str:
    if "${NONE}" in text:
        raise SettingsError("$NONE is not set")
    return text.replace("${KEY}", KEY).replace("${SITE}", "https://www.linkedin.com")


class Shop:
    """A feed, the site it is fetched from, and a store."""

    def __init__(self, database: Database, net: Net, workspace: Path) -> None:
        self.database = database
        self.net = net
        self.workspace = workspace
        self.answer: Callable[[Request], Reply] = lambda _request: Reply(body=CSV)

    def run(self, **said: Any) -> CollectReport:
        """Run the feed; `now`, `commit`, `stopped` and what the feed says may differ."""
        now = said.pop("now", kit.NOW)
        more = {name: said.pop(name) for name in ("commit", "stopped") if name in said}
        rule = {"collector": "http", "url": "http://feeds.example/x.csv", "origin": "us", **said}
        rules = kit.ruleset(feeds={"feeds": {"shop": rule}})

        def connect(_rule: FeedRule, stopped: Stopped) -> AbstractContextManager[Client]:
            return client(self.net, stopped=stopped)

        return run_feed(
            self.database,
            rules,
            "shop",
            self.workspace,
            now=now,
            connect=connect,
            reveal=reveal,
            **more,
        )

    def cursor(self) -> dict[str, Any]:
        with self.database.read() as session:
            return feeds.cursor(session, "shop")

    def subjects(self) -> list[str]:
        return sorted(row["subject"] for row in kit.signals(self.database))


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Iterator[Shop]:
    net = Net()
    made = Shop(database, net, tmp_path)
    with Site(lambda request: made.answer(request)) as site:  # noqa: PLW0108 - replaced later
        net.put("feeds.example", site)
        yield made


def page_of(request: Request) -> Reply:
    """One purchase a page, SIZE pages."""
    page = int(request.path.rpartition("page=")[2])
    item = {
        "kind": "purchased",
        "occurred_at": "2026-11-02",
        "email": "alice@acme.example",
        "subject": f"item {page}",
    }
    return Reply(body=json.dumps({"people": [item] if page <= SIZE else []}).encode())


def test_it_takes_a_document_in_once(shop: Shop) -> None:
    shop.answer = lambda request: (
        Reply(304) if "if-none-match" in request.headers else Reply(headers={"ETag": "1"}, body=CSV)
    )
    first = shop.run()
    assert (first.rows, first.taken, first.errors) == (1, 1, ())
    assert kit.signals(shop.database)[0]["file"] == "http://feeds.example/x.csv"
    assert shop.cursor()["etag"] == "1"
    again = shop.run()
    assert (again.rows, again.errors) == (0, ())


def test_it_takes_a_packed_file_in(shop: Shop) -> None:
    """An export that is a gzip file, not an answer that is packed on its way."""
    shop.answer = lambda _request: Reply(body=gzip.compress(CSV))
    assert shop.run(url="http://feeds.example/x.csv.gz").taken == 1


def test_it_takes_in_what_comes_back_after_it_was_otherwise(shop: Shop) -> None:
    """A, B, A: the third is no repetition of the first; a title may have changed back."""
    for day, title in enumerate(("CEO", "CTO", "CEO")):
        body = f"email,title\nalice@acme.example,{title}\n".encode()
        shop.answer = lambda _request, body=body: Reply(body=body)  # type: ignore[misc]
        now = kit.NOW + timedelta(days=day)
        assert shop.run(now=now).taken == 1
        resolve(shop.database, kit.ruleset(), now=now)
        with shop.database.read() as session:
            assert [lead.title for lead in session.exec(select(Lead))] == [title]


def test_it_remembers_an_etag_only_with_the_page_behind_it(shop: Shop) -> None:
    def lost(_session: Session) -> None:
        raise RuntimeError("the lease is another's")

    shop.answer = lambda _request: Reply(headers={"ETag": "1"}, body=CSV)
    with pytest.raises(RuntimeError):
        shop.run(commit=lost)
    assert shop.cursor() == {}
    with shop.database.read() as session:
        assert [run.status for run in session.exec(select(Run))] == [RunStatus.FAILED]
        (file,) = session.exec(select(ImportFile))
        assert imports.first_received(session, "shop", file.sha256) is None
    assert shop.run().seen == 1
    assert shop.cursor()["etag"] == "1"
    assert len(kit.signals(shop.database)) == 1


@pytest.mark.parametrize("killed_at", range(1, SIZE + 1))
def test_it_resumes_after_the_last_page_that_was_taken(shop: Shop, killed_at: int) -> None:
    """Killed in the transaction of any page: that page is redone, no other is asked for again."""
    shop.answer = page_of
    commits = 0

    def die(_session: Session) -> None:
        nonlocal commits
        commits += 1
        if commits == killed_at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shop.run(commit=die, **PAGED)
    assert shop.cursor().get("at", {"page": 1}) == {"page": killed_at}
    report = shop.run(**PAGED)
    assert len(report.files) == SIZE - killed_at + 1
    assert shop.subjects() == [f"item {n}" for n in range(1, SIZE + 1)]
    assert set(shop.cursor()) == {"of"}
    whole = shop.run(**PAGED)
    assert (whole.rows, whole.seen) == (SIZE, SIZE)


def test_it_commits_each_page_with_its_cursor_and_counts(shop: Shop) -> None:
    shop.answer = page_of
    seen: list[tuple[Any, int]] = []

    def look(session: Session) -> None:
        done = session.exec(select(Run).where(col(Run.status) == RunStatus.DONE)).all()
        seen.append((feeds.cursor(session, "shop").get("at"), len(done)))

    shop.run(commit=look, **PAGED)
    # Looked at as a page's transaction begins: cursor and run of the page before moved together.
    assert seen[:2] == [(None, 0), ({"page": 2}, 1)]
    assert len(seen) == SIZE + 1  # the last one only puts the cursor back


def test_it_stops_between_pages_and_goes_on_there(shop: Shop) -> None:
    shop.answer = page_of
    taken: list[int] = []
    report = shop.run(
        stopped=lambda: len(taken) == 2, commit=lambda _session: taken.append(1), **PAGED
    )
    assert (report.rows, report.errors) == (2, ())
    assert shop.cursor()["at"] == {"page": 3}
    assert shop.run(**PAGED).rows == SIZE - 2


def test_it_says_that_it_stopped_at_its_most_pages_and_goes_on_there_whatever_most_says(
    shop: Shop,
) -> None:
    shop.answer = page_of
    first = shop.run(**{**PAGED, "paging": {"by": "page", "most": 2}})
    assert (first.rows, first.errors, first.stopped_at_page) == (2, (), {"shop": 2})
    assert [len(file.notices) for file in first.files] == [0, 1]
    assert first.files[1].notices[0].startswith("stopped after page 2, there may be more: ")
    assert shop.cursor()["at"] == {"page": 3}
    second = shop.run(**{**PAGED, "paging": {"by": "page", "most": 3}})
    assert (second.rows, second.taken, second.stopped_at_page) == (3, 3, {"shop": 5})
    last = shop.run(**PAGED)
    assert (last.rows, last.stopped_at_page) == (SIZE - 5, {})
    # Another question begins anew.
    shop.run(**{**PAGED, "paging": {"by": "page", "most": 2}})
    asked = {"params": {"since": "2026"}, "paging": {"by": "page", "most": 1}}
    assert shop.run(**{**PAGED, **asked}).stopped_at_page == {"shop": 1}


def test_it_keeps_what_was_taken_when_a_later_page_fails(shop: Shop) -> None:
    shop.answer = lambda request: page_of(request) if "page=3" not in request.path else Reply(403)
    report = shop.run(**PAGED)
    assert report.rows == 2
    assert "403 Forbidden" in report.errors[0]
    assert shop.cursor()["at"] == {"page": 3}


def test_it_shows_no_secret(shop: Shop) -> None:
    shop.answer = lambda request: page_of(request) if "page=2" not in request.path else Reply(500)
    report = shop.run(**PAGED)
    shown = json.dumps([str(report), kit.signals(shop.database), shop.cursor()])
    assert KEY not in shown
    assert "http://feeds.example/v1/${KEY} (page 1)" in shown
    assert "feed shop: http://feeds.example/v1/${KEY}: answers 500" in report.errors[0]


@pytest.mark.parametrize(
    ("answer", "said", "why"),
    [
        (Reply(headers={"Content-Type": "text/html"}, body=b"<html>Sign in"), {}, "a web page"),
        (Reply(429, {"Retry-After": "9999"}), {}, "asked again at"),
        (Reply(body=b"\x89PNG\r\n"), {}, "image"),
        (Reply(body=CSV), {"headers": {"X-Key": "${NONE}"}}, "$NONE is not set"),
        (Reply(body=CSV), {"url": "http://127.0.0.1/x.csv"}, "set allow_private"),
        (Reply(body=CSV), {"url": "${SITE}/x.csv"}, "does not scrape LinkedIn"),
        (Reply(401), {}, "wrong (mend its key, then"),
        (Reply(body=CSV), {"profile": "lumma"}, "no profile"),
    ],
)
def test_it_tells_what_is_wrong_with_a_feed(
    shop: Shop, answer: Reply, said: dict[str, Any], why: str
) -> None:
    shop.answer = lambda _request: answer
    report = shop.run(**said)
    assert (report.feeds, report.files) == (1, ())
    assert len(report.errors) == 1
    assert why in report.errors[0]
    assert shop.cursor() == {}


def test_it_keeps_rejects_with_the_address_they_came_from(shop: Shop) -> None:
    shop.answer = lambda _request: Reply(body=CSV + b"purchased,soon,bob@acme.example,x\n")
    report = shop.run()
    assert (report.taken, report.rejected) == (1, 1)
    assert kit.rejected(shop.database)[0]["line"] == 3


def test_it_reads_a_feed_of_entries_as_signals(shop: Shop) -> None:
    item = (
        "<item><title>Chef de projet</title><guid>j1</guid><link>https://acme.example/j1</link>"
        "<pubDate>Thu, 19 Nov 2026 10:00:00 GMT</pubDate><description>Besançon</description></item>"
    )
    body = f"<rss version='2.0'><channel>{item}</channel></rss>".encode()
    shop.answer = lambda _request: Reply(body=body)
    report = shop.run(kind="job_posted", set={"domain": "acme.example"})
    assert (report.taken, report.files[0].profile) == (1, "rss")
    (signal,) = kit.signals(shop.database)
    assert (signal["subject"], signal["account"]) == ("Chef de projet", "acme.example")
    assert signal["occurred_at"] == "2026-11-19T10:00:00+00:00"


def test_it_runs_no_feed_others_post_to(shop: Shop) -> None:
    report = shop.run(collector="hook", hook={"mode": "token", "secrets": ["x"]}, url=None)
    assert "/hooks/shop" in report.errors[0]
