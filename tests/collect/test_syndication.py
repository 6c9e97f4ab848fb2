"""RSS and Atom become items; nothing but the bytes is read."""

import json
from pathlib import Path
from typing import Any

import pytest

from prospector.collect import syndication
from prospector.errors import FeedRefused
from prospector.fetch.answer import Answer

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Jobs</title><link>https://acme.example/</link>
<item><title>Chef de projet &amp; co</title><link>/jobs/1</link><guid isPermaLink="false">job-1</guid>
<pubDate>Thu, 19 Nov 2026 10:00:00 +0100</pubDate><description>&lt;p&gt;Besançon&lt;/p&gt;</description>
<category>Ops</category></item>
<item><title>No date</title><link>https://acme.example/jobs/2</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><id>urn:1</id><title>Funding</title><link href="https://acme.example/n/1"/>
<updated>2026-11-19T09:00:00Z</updated><summary>Series A</summary><author><name>Alice</name></author>
</entry></feed>"""


def items(
    content: str | bytes, kind: str = "application/xml", first_site: str | None = None
) -> list[dict[str, Any]]:
    data = content.encode() if isinstance(content, str) else content
    answer = Answer(200, {"content-type": kind}, data, "https://acme.example/feed")
    found: list[dict[str, Any]] = json.loads(syndication.items(answer, first_site=first_site))
    return found


def test_it_reads_rss() -> None:
    first, second = items(RSS)
    assert first == {
        "id": "job-1",
        "title": "Chef de projet & co",
        "link": "https://acme.example/jobs/1",
        "published": "2026-11-19T09:00:00+00:00",
        "summary": "<p>Besançon</p>",
        "tags": ["Ops"],
    }
    assert (second["id"], second["published"]) == ("https://acme.example/jobs/2", "")


def test_it_names_entries_by_the_site_their_feed_was_first_found_at() -> None:
    entries = """<item><guid>/n/1</guid></item><item><link>n/2</link></item>
        <item><guid isPermaLink="false">n/3</guid><link>n/3</link></item>
        <item><guid>https://other.example/n/4</guid></item>"""
    feed = f'<rss version="2.0"><channel>{entries}</channel></rss>'
    found = items(feed, first_site="http://old.example")
    assert [entry["id"] for entry in found] == [
        "http://old.example/n/1",
        "http://old.example/n/2",
        "n/3",
        "https://other.example/n/4",
    ]
    assert found[1]["link"] == "https://acme.example/n/2"
    assert items(feed, first_site="https://acme.example") == items(feed)
    (atom,) = items(ATOM.replace("urn:1", "n/1"), first_site="http://old.example")
    assert (atom["id"], atom["link"]) == ("http://old.example/n/1", "https://acme.example/n/1")


def test_it_hands_on_a_time_it_cannot_read_as_it_is_written() -> None:
    dated = "<item><title>{0}</title><pubDate>{0}</pubDate></item>"
    entries = "".join(dated.format(text) for text in ("mar. 3 nov. 2026", "yesterday", ""))
    found = items(f'<rss version="2.0"><channel>{entries}</channel></rss>')
    assert [entry["published"] for entry in found] == ["mar. 3 nov. 2026", "yesterday", ""]


def test_it_reads_atom() -> None:
    (entry,) = items(ATOM, "application/atom+xml")
    assert entry["published"] == "2026-11-19T09:00:00+00:00"
    assert (entry["id"], entry["author"]) == ("urn:1", "Alice")


def test_it_reads_bytes_and_never_a_file_or_an_address(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS)
    for content in (str(tmp_path / "feed.xml"), "https://acme.example/feed.xml", ""):
        with pytest.raises(FeedRefused, match="neither RSS nor Atom"):
            items(content)


def test_it_is_not_blown_up_by_entities() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lol" * 10}">' for n in range(12))
    secret = '<!ENTITY x SYSTEM "file:///etc/hostname">'
    for entity in (bomb, secret):
        text = f"<!DOCTYPE rss [{entity}]>{RSS[RSS.index('<rss') :]}"
        found = items(text.replace("No date", "&a11;&x;"))
        assert len(json.dumps(found)) < 10_000
