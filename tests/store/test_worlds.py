"""Rows come as frames, near one lead or all."""

from datetime import timedelta

import polars as pl
import pytest

from prospector.store import worlds
from prospector.store.database import Database
from prospector.tables import FieldValue
from tests.shelf import Shelf, shelve
from tests.stories import NOW, Story, story


def told() -> Story:
    return story(
        {
            "accounts": {
                "acme": {"tools": ["A"], "crm_in_place": True, "employees": 12},
                "globex": {},
            },
            "leads": {"alice": {"account": "acme"}, "bob": {"account": "acme"}, "erin": {}},
            "signals": [
                {"id": "own", "by": "alice", "kind": "post_liked", "age": 3},
                {"id": "colleague", "by": "bob", "kind": "post_liked", "age": 2},
                {"id": "nobody", "account": "acme", "kind": "job_posted", "age": 1},
                {
                    "id": "elsewhere",
                    "by": "bob",
                    "account": "globex",
                    "kind": "post_liked",
                    "age": 1,
                },
                {"id": "there", "account": "globex", "kind": "job_posted", "age": 1},
                {"id": "alone", "by": "erin", "kind": "post_liked", "age": 1},
            ],
        }
    )


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return shelve(database, told())


def near(database: Database, shelf: Shelf, *names: str) -> set[str]:
    lead_ids = [shelf.leads[name] for name in names] or None
    with database.read() as session:
        found = worlds.signals(
            session, ["topic_folded"], as_of=NOW, known_at=NOW, lead_ids=lead_ids
        )
    words = {number: name for name, number in shelf.signals.items()}
    return {words[number] for number in found["id"]}


def test_it_finds_the_account_of_a_signal(database: Database, shelf: Shelf) -> None:
    with database.read() as session:
        found = worlds.signals(session, [], as_of=NOW, known_at=NOW)
    homes = dict(found.select("id", "account_id").rows())
    assert homes[shelf.signals["own"]] == shelf.accounts["acme"]
    assert homes[shelf.signals["elsewhere"]] == shelf.accounts["globex"]
    assert homes[shelf.signals["alone"]] is None


def test_it_finds_whatever_bears_on_some_leads(database: Database, shelf: Shelf) -> None:
    everything = {"own", "colleague", "nobody", "elsewhere", "there", "alone"}
    assert near(database, shelf) == everything
    assert near(database, shelf, "erin") == {"alone"}
    assert near(database, shelf, "alice") == {"own", "colleague", "nobody", "elsewhere"}
    assert near(database, shelf, "bob") == everything - {"alone"}


def test_it_reads_the_past_that_was_known(database: Database, shelf: Shelf) -> None:
    del shelf
    with database.read() as session:
        then = NOW - timedelta(days=1.5)
        assert worlds.signals(session, [], as_of=then, known_at=NOW).height == 2
        assert worlds.signals(session, [], as_of=NOW, known_at=then).height == 2


def test_it_reads_columns_alike_on_both_databases(database: Database, shelf: Shelf) -> None:
    names = ["tools", "crm_in_place", "employees", "revenue", "sources"]
    with database.read() as session:
        found = worlds.accounts(session, names, account_ids=[shelf.accounts["acme"]])
    assert found.schema == {
        "account_id": pl.Int64, "tools": pl.String, "crm_in_place": pl.Boolean,
        "employees": pl.Int64, "revenue": pl.Float64, "sources": pl.String,
    }  # fmt: skip
    assert found.row(0) == (shelf.accounts["acme"], '["A"]', True, 12, None, "{}")


def test_it_reads_many_leads_as_it_reads_few(
    database: Database, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [shelf.leads["alice"], shelf.leads["erin"]]
    with database.read() as session:
        few = worlds.leads(session, ["title"], known_at=NOW, lead_ids=wanted)
        monkeypatch.setattr(worlds, "MOST_ALONE", 1)
        many = worlds.leads(session, ["title"], known_at=NOW, lead_ids=wanted)
    assert sorted(many.rows()) == sorted(few.rows())


def test_it_notices_what_was_learnt_since(database: Database, shelf: Shelf) -> None:
    with database.write() as session:
        assert not worlds.learnt_since(session, NOW)
        session.add(
            FieldValue(
                entity="lead",
                entity_id=shelf.leads["alice"],
                field="title",
                old_value="CEO",
                source={"first_seen": 1},
                until=NOW,
            )
        )
    with database.read() as session:
        assert not worlds.learnt_since(session, NOW)
        before = NOW - timedelta(seconds=1)
        assert worlds.learnt_since(session, before)
        row = worlds.replaced(session, "lead", known_at=before).row(0, named=True)
        assert worlds.replaced(session, "account", known_at=before).height == 0
    assert (row["entity_id"], row["field"], row["old_value"]) == (
        shelf.leads["alice"],
        "title",
        '"CEO"',
    )


def test_it_tells_signals_and_people_whole(database: Database, shelf: Shelf) -> None:
    with database.read() as session:
        told_ = worlds.told(session, [shelf.signals["nobody"]] * 2)
        lead, account = worlds.person(session, shelf.leads["alice"])
        alone = worlds.person(session, shelf.leads["erin"])
    assert [row["file"] for row in told_.values()] == ["signals.csv"]
    assert (lead["first_name"], account["name"]) == ("Alice", "Acme")
    assert alone[1] == {}


def test_it_finds_the_signals_of_some_kinds(database: Database, shelf: Shelf) -> None:
    with database.read() as session:
        found = worlds.of_kinds(session, ["job_posted"], as_of=NOW, known_at=NOW)
        likes = worlds.of_kinds(
            session, ["post_liked"], as_of=NOW - timedelta(days=2), known_at=NOW
        )
        none = worlds.of_kinds(session, ["job_posted"], as_of=NOW, known_at=NOW - timedelta(days=2))
    homes = {shelf.accounts["acme"], shelf.accounts["globex"]}
    assert set(found["account_id"]) == homes
    assert set(found["lead_id"]) == {None}
    assert sorted(likes["lead_id"]) == sorted([shelf.leads["alice"], shelf.leads["bob"]])
    assert none.is_empty()
