"""Feeds: each new file once; a file that cannot be taken is told and the others go on."""

import re
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import responses
from sqlmodel import Session

from prospector.collect.collector import Client, Stopped
from prospector.collect.feeds.stage import missing, run_feed, wanted
from prospector.collect.inbox.stage import drain
from prospector.collect.report import CollectReport
from prospector.collect.stable import Patience
from prospector.columns import to_micros
from prospector.errors import LeaseLost, NotFound
from prospector.fetch.client import HttpClient
from prospector.rules.models import FeedRule
from prospector.store import inbox
from prospector.store.database import Database
from tests.collect import kit


def connect(_rule: FeedRule, _stopped: Stopped) -> AbstractContextManager[Client]:
    raise AssertionError("a feed of files asks nobody")


def test_it_collects_new_files_of_feeds_once(database: Database, tmp_path: Path) -> None:
    feed = {"path": "in/*.csv", "origin": "our shop", "kind": "purchased"}
    rules = kit.ruleset(feeds={"feeds": {"shop": feed}})

    def run() -> CollectReport:
        return run_feed(database, rules, "shop", tmp_path, now=kit.NOW, connect=connect, reveal=str)

    (tmp_path / "in").mkdir()
    text = "email,date,subject,amount\nalice@acme.example,2026-11-02,Licence,10\n"
    (tmp_path / "in" / "a.csv").write_text(text)
    (tmp_path / "in" / "b.csv").write_bytes(b"\x89PNG")
    first = run()
    assert (first.feeds, first.rows, first.taken) == (1, 1, 1)
    assert [error[:10] for error in first.errors] == ["in/b.csv:1"]
    assert run().rows == 0
    (tmp_path / "in" / "a.csv").write_text(text + "bob@globex.example,2026-11-02,Licence,10\n")
    again = run()
    assert (again.rows, again.taken, again.seen) == (2, 1, 1)
    assert kit.signals(database)[0]["file"] == "in/a.csv"


def test_it_keeps_no_reject_of_a_run_that_another_process_took_over(
    database: Database, tmp_path: Path
) -> None:
    rules = kit.ruleset(feeds={"feeds": {"shop": {"path": "a.csv", "origin": "our shop"}}})
    (tmp_path / "a.csv").write_text("email,date,kind\nalice@acme.example,soon,purchased\n")

    def lost(_session: Session) -> None:
        raise LeaseLost("another process runs the feed")

    with pytest.raises(LeaseLost):
        run_feed(
            database, rules, "shop", tmp_path,
            now=kit.NOW, connect=connect, reveal=str, commit=lost,
        )  # fmt: skip
    assert kit.rejected(database) == []


def test_it_leaves_a_growing_file_for_the_next_time(database: Database, tmp_path: Path) -> None:
    rules = kit.ruleset(feeds={"feeds": {"shop": {"path": "a.csv", "origin": "our shop"}}})
    path = tmp_path / "a.csv"
    path.write_text("email\nalice@acme.example\n")

    def run(*, grows: bool) -> CollectReport:
        def pause(_seconds: float) -> None:
            if grows:
                path.write_text("email\nalice@acme.example\nbob@acme.example\n")

        patience = Patience(2.0, lambda: path.stat().st_mtime, pause)
        return run_feed(
            database, rules, "shop", tmp_path,
            now=kit.NOW, connect=connect, reveal=str, patience=patience,
        )  # fmt: skip

    assert run(grows=True).errors == ("a.csv: still being written: import it when it is complete",)
    assert run(grows=False).taken == 2


def test_it_runs_all_feeds_but_those_that_are_posted_to(tmp_path: Path) -> None:
    hook = {"collector": "hook", "hook": {"mode": "token", "secrets": ["x"]}, "origin": "x"}
    rules = kit.ruleset(feeds={"feeds": {"none": {"path": "no.csv", "origin": "x"}, "site": hook}})
    assert wanted(rules, []) == ["none"]
    assert wanted(rules, ["site"]) == ["site"]
    assert "no such file" in missing(rules, "none", tmp_path)[0]
    with pytest.raises(NotFound, match="no feed 'shp'"):
        wanted(rules, ["shp"])


def test_it_tells_of_a_folder_that_cannot_be_looked_at(database: Database, tmp_path: Path) -> None:
    folder = "x" * 300  # no disk has such a name; a folder of somebody else is told alike
    rules = kit.ruleset(feeds={"feeds": {"shop": {"path": folder, "origin": "our shop"}}})
    found = run_feed(database, rules, "shop", tmp_path, now=kit.NOW, connect=connect, reveal=str)
    (error,) = found.errors
    assert error.startswith("feed shop: ")
    assert error.endswith("cannot be read: File name too long")


HUBSPOT = {
    "collector": "hook",
    "hook": {"mode": "hubspot", "secrets": ["${SECRET}"], "body": "hubspot"},
    "auth": "${KEY}",
    "origin": "our file of business contacts",
}


def open_client(_rule: FeedRule, _stopped: Stopped) -> AbstractContextManager[Client]:
    return HttpClient(clock=lambda: kit.NOW, within=60.0)


@responses.activate
def test_it_reads_the_objects_a_webhook_only_names(database: Database, tmp_path: Path) -> None:
    rules = kit.ruleset(feeds={"feeds": {"crm": HUBSPOT}})
    host = "https://api.hubapi.com/crm/v3"
    responses.get(f"{host}/owners", json={"results": [{"id": 9, "email": "dana@ours.example"}]})
    asked = responses.post(
        f"{host}/objects/contacts/batch/read",
        json={"results": [{"id": "201", "properties": {"email": "alice@acme.example"}}]},
    )
    bodies = [
        '{"subscriptionType": "contact.creation", "objectId": 201}',
        '{"subscriptionType": "contact.propertyChange", "objectId": 201, "propertyName": "city"}',
        '{"subscriptionType": "contact.privacyDeletion", "objectId": 7}',
    ]
    items = [inbox.make_item("crm", None, body, {}, to_micros(kit.NOW)) for body in bodies]
    with inbox.desk(database) as desk:
        inbox.keep(desk, items)

    def run() -> CollectReport:
        return run_feed(
            database, rules, "crm", tmp_path, now=kit.NOW, connect=open_client, reveal=str
        )

    assert drain(database, rules, now=kit.NOW).rows == 0  # they wait to be read back
    first = run()
    assert (first.rows, first.taken, first.rejected, first.errors) == (2, 1, 1, ())
    assert kit.sightings(database)[0]["email"] == "alice@acme.example"
    (refused,) = kit.rejected(database)
    assert "erased contact 7" in refused["detail"]
    assert (run().rows, asked.call_count) == (0, 1)


@responses.activate
def test_it_keeps_what_a_webhook_named_until_it_was_read(
    database: Database, tmp_path: Path
) -> None:
    rules = kit.ruleset(feeds={"feeds": {"crm": HUBSPOT}})
    responses.get("https://api.hubapi.com/crm/v3/owners", status=401)
    body = '{"subscriptionType": "contact.creation", "objectId": 201}'
    with inbox.desk(database) as desk:
        inbox.keep(desk, [inbox.make_item("crm", None, body, {}, to_micros(kit.NOW))])
    found = run_feed(database, rules, "crm", tmp_path, now=kit.NOW, connect=open_client, reveal=str)
    assert "key is missing or wrong" in found.errors[0]
    with database.read() as session:
        assert inbox.counts(session).waiting == 1


@responses.activate
def test_it_tells_an_answer_of_another_shape_as_the_feeds_trouble(
    database: Database, tmp_path: Path
) -> None:
    asked = {
        "instantly": {"items": ["x"]},
        "smartlead": {"data": ["x"]},
        "lemlist_signals": {"data": ["x"]},
        "hubspot": {"results": [{"id": "9"}]},
        "lemlist": ["x"],
        "github_stars": [{"user": {}}],
    }
    for name, odd in asked.items():
        rule = {"collector": name, "auth": "${KEY}", "board": "a", "origin": "x"}
        rules = kit.ruleset(feeds={"feeds": {"odd": rule}})
        responses.add("GET", re.compile("https://"), json=odd)
        responses.add("POST", re.compile("https://"), json=odd)
        found = run_feed(
            database, rules, "odd", tmp_path, now=kit.NOW, connect=open_client, reveal=str
        )
        assert f"an answer is not as {name} reads it" in found.errors[0]
        responses.reset()
