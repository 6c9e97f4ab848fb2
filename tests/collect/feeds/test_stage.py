"""Feeds: each new file once; a file that cannot be taken is told and the others go on."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from prospector.collect import collect
from prospector.collect.collector import Client, Stopped
from prospector.errors import NotFound
from prospector.rules.models import FeedRule
from prospector.store.database import Database
from tests.collect import kit


def connect(_rule: FeedRule, _stopped: Stopped) -> AbstractContextManager[Client]:
    raise AssertionError("a feed of files asks nobody")


def test_it_collects_new_files_of_feeds_once(database: Database, tmp_path: Path) -> None:
    feed = {"path": "in/*.csv", "origin": "our shop", "kind": "purchased"}
    rules = kit.ruleset(feeds={"feeds": {"shop": feed, "none": {"path": "no.csv", "origin": "x"}}})
    (tmp_path / "in").mkdir()
    text = "email,date,subject,amount\nalice@acme.example,2026-11-02,Licence,10\n"
    (tmp_path / "in" / "a.csv").write_text(text)
    (tmp_path / "in" / "b.csv").write_bytes(b"\x89PNG")
    first = collect(database, rules, tmp_path, now=kit.NOW, connect=connect, reveal=str)
    assert (first.feeds, first.rows, first.taken) == (2, 1, 1)
    assert [error[:10] for error in first.errors] == ["in/b.csv:1"]
    assert collect(database, rules, tmp_path, now=kit.NOW, connect=connect, reveal=str).rows == 0
    (tmp_path / "in" / "a.csv").write_text(text + "bob@globex.example,2026-11-02,Licence,10\n")
    again = collect(database, rules, tmp_path, now=kit.NOW, connect=connect, reveal=str)
    assert (again.rows, again.taken, again.seen) == (2, 1, 1)
    assert kit.signals(database)[0]["file"] == "in/a.csv"
    assert (
        "no such file"
        in collect(
            database, rules, tmp_path, now=kit.NOW, connect=connect, reveal=str, feeds=["none"]
        ).errors[0]
    )
    with pytest.raises(NotFound, match="no feed 'shp'"):
        collect(database, rules, tmp_path, now=kit.NOW, connect=connect, reveal=str, feeds=["shp"])
