"""A process that pulls a paged feed: `python -m tests.collect.feeds.pulling DATABASE PORT`."""

import sys
from contextlib import AbstractContextManager
from pathlib import Path

from prospector.collect.collector import Client, Stopped
from prospector.collect.feeds.stage import run_feed
from prospector.collect.report import CollectReport
from prospector.fetch.client import HttpClient
from prospector.rules.models import FeedRule
from prospector.store.database import Database, open_database
from tests.collect import kit


def pull(database: Database, port: int) -> CollectReport:
    """Run the feed of a server on this machine once."""
    feed = {
        "collector": "http",
        "url": f"http://127.0.0.1:{port}/people",
        "paging": {"by": "page"},
        "allow_private": True,
        "origin": "us",
    }

    def connect(rule: FeedRule, stopped: Stopped) -> AbstractContextManager[Client]:
        return HttpClient(
            clock=lambda: kit.NOW, within=600, allow_private=rule.allow_private, stopped=stopped
        )

    rules = kit.ruleset(feeds={"feeds": {"shop": feed}})
    return run_feed(
        database, rules, "shop", Path(), now=kit.NOW, connect=connect, reveal=lambda text: text
    )


if __name__ == "__main__":
    pull(open_database(sys.argv[1], Path()), int(sys.argv[2]))
