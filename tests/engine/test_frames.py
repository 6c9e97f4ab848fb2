"""The world in the store is the world of the story, at any two times."""

from datetime import timedelta

from polars.testing import assert_frame_equal
from sqlmodel import select

from prospector.columns import to_micros
from prospector.engine.frames import load_world
from prospector.engine.worlds import World
from prospector.store.database import Database
from prospector.tables import Account, FieldValue, Lead, Run, RunStatus, Sighting, SourceRank
from tests.rulesets import intent_rule
from tests.shelf import Shelf, put_lead, shelve
from tests.stories import NOW, Story, story, world

DAY = timedelta(days=1)


def told() -> Story:
    return story(
        {
            "intent": {
                "rules": [
                    intent_rule(
                        "r",
                        "signal.topic = 'x' and signal.amount > 3 and signal.rank > 2 and"
                        " has(account.tools, 'a') and account.crm_in_place and lead.email = 'x'"
                        " and account.relation = 'prospect' and account.revenue > 3",
                        1,
                    )
                ]
            },
            "fields": {"rank": {"entity": "signal", "type": "number"}},
            "accounts": {
                "acme": {"employees": 100, "tools": ["HubSpot"], "crm_in_place": True, "revenue": 1.5},
                "globex": {},
            },
            "leads": {
                "alice": {"account": "acme", "seniority": "Director"},
                "bob": {"account": "globex"},
                "erin": {},
            },
            "signals": [
                {"id": "s1", "by": "alice", "kind": "post_liked", "topic": "Élan", "age": 3,
                 "attributes": {"rank": 5}},
                {"id": "s2", "account": "acme", "kind": "job_posted", "subject": "Sales", "age": 2},
                {"id": "s3", "by": "bob", "account": "acme", "kind": "post_liked", "age": 1, "amount": 9.5},
                {"id": "s4", "by": "erin", "kind": "post_liked", "age": -1},
                {"id": "s5", "by": "erin", "kind": "post_liked", "age": 9, "received": 0.5},
            ],
        }
    )  # fmt: skip


def load(database: Database, one: Story, *lead_ids: int, ago: float = 0) -> World:
    known = NOW - ago * DAY
    with database.read() as session:
        return load_world(
            session, one.ruleset, as_of=NOW, known_at=known, lead_ids=list(lead_ids) or None
        )


def test_it_loads_what_the_story_tells(database: Database) -> None:
    one = told()
    shelve(database, one)
    loaded, (made, _) = load(database, one), world(one)
    past = made.signals.filter(made.signals["occurred_at"] <= to_micros(NOW))
    emails = ["alice acme example", "bob globex example", "erin mail example"]
    assert_frame_equal(loaded.signals, past, check_row_order=False, check_column_order=False)
    assert loaded.leads.sort("lead_id")["email"].to_list() == emails
    assert_frame_equal(loaded.leads.drop("email"), made.leads.drop("email"), check_row_order=False)
    assert loaded.accounts.sort("account_id")["relation"].to_list() == ["prospect", "prospect"]
    assert_frame_equal(
        loaded.accounts.drop("relation"), made.accounts.drop("relation"), check_row_order=False
    )


def test_it_leaves_out_what_was_received_after_known_at(database: Database) -> None:
    one = told()
    shelve(database, one)
    assert load(database, one, ago=1.5).signals.height == 2


def test_it_loads_whatever_bears_on_one_lead(database: Database) -> None:
    one = told()
    shelf = shelve(database, one)
    alone = load(database, one, shelf.leads["bob"])
    assert alone.leads["lead_id"].to_list() == [shelf.leads["bob"]]
    # His own like was at Acme: what else happened there decides which repetition it is.
    assert set(alone.signals["id"]) == {shelf.signals[name] for name in ("s1", "s2", "s3")}
    assert alone.accounts["account_id"].to_list() == [shelf.accounts["globex"]]
    assert set(load(database, one, shelf.leads["erin"]).signals["id"]) == {shelf.signals["s5"]}


def test_it_leaves_out_people_who_are_merged_or_not_yet_known(database: Database) -> None:
    one = told()
    shelf = shelve(database, one)
    with database.write() as session:
        put_lead(session, shelf, "zoe", {"first_seen_at": NOW - DAY})
        lead = session.get_one(Lead, shelf.leads["bob"])
        lead.merged_into = shelf.leads["alice"]
        session.add(lead)
    names = {lead_id: name for name, lead_id in shelf.leads.items()}
    assert {names[one] for one in load(database, one).leads["lead_id"]} == {"alice", "erin", "zoe"}
    assert {names[one] for one in load(database, one, ago=2).leads["lead_id"]} == {"alice", "erin"}


def test_it_gives_values_as_they_were_known(database: Database) -> None:
    one = told()
    shelf = shelve(database, one)
    change(database, shelf)
    assert size(load(database, one), shelf) == 400
    before = load(database, one, ago=3)
    assert size(before, shelf) == 100
    assert before.accounts.sort("account_id")["relation"].to_list() == ["prospect", "prospect"]
    alice = before.leads.filter(before.leads["lead_id"] == shelf.leads["alice"])
    assert alice["seniority"].item() is None


def change(database: Database, shelf: Shelf) -> None:
    """Two days ago: Acme grew, became a customer; Alice's seniority was first told."""
    two_days_ago = NOW - 2 * DAY
    told_then = {"first_seen": to_micros(two_days_ago)}
    with database.write() as session:
        acme = session.get_one(Account, shelf.accounts["acme"])
        acme.employees, acme.relation = 400, "customer"  # type: ignore[assignment] # as read from the store
        acme.sources = {"employees": told_then, "relation": told_then}
        alice = session.get_one(Lead, shelf.leads["alice"])
        alice.sources = {"seniority": told_then}
        session.add_all([acme, alice])
        session.add(
            FieldValue(
                entity="account",
                entity_id=shelf.accounts["acme"],
                field="employees",
                old_value=100,
                source={"first_seen": 1},
                until=two_days_ago,
            )
        )
        run = session.exec(select(Run).where(Run.status == RunStatus.DONE)).first()
        assert run is not None
        session.add(
            Sighting(
                feed="crm",
                content_hash="x",
                rank=SourceRank.CRM,
                run_id=run.id or 0,
                file="crm.csv",
                line=2,
                received_at=two_days_ago,
                seen_at=two_days_ago,
            )
        )


def size(made: World, shelf: Shelf) -> float | None:
    acme = made.accounts.filter(made.accounts["account_id"] == shelf.accounts["acme"])
    found: float | None = acme["employees"].item()
    return found
