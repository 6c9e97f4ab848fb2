"""Tasks are open until somebody ticks them off, once."""

from datetime import date

from sqlmodel import col, update

from prospector.store import tasks
from prospector.store.database import Database
from prospector.tables import Lead, Task
from tests.shelf import shelve
from tests.stories import NOW, story


def test_it_ticks_a_task_off_once_and_follows_merges(database: Database) -> None:
    shelf = shelve(
        database,
        story(
            {
                "accounts": {"acme": {"owner": "carol"}},
                "leads": {"alice": {"account": "acme"}, "bob": {}},
            }
        ),
    )
    with database.write() as session:
        for due in (24, 23):
            session.add(
                Task(
                    lead_id=shelf.leads["bob"],
                    set_off="call",
                    made_on=date(2026, 11, due - 3),
                    due_on=date(2026, 11, due),
                    what={"en": "Call"},
                )
            )
        session.exec(
            update(Lead)
            .where(col(Lead.id) == shelf.leads["bob"])
            .values(merged_into=shelf.leads["alice"])
        )
    with database.write() as session:
        first, second = tasks.to_do(session)
        assert (first.due_on.day, first.lead) == (23, shelf.leads["alice"])
        assert first.owned[2:] == (None, "carol")
        acme = first.owned.account_id or 0
        assert tasks.colleagues(session, [acme]) == []
        alice = session.get_one(Lead, shelf.leads["alice"])
        alice.owner = "erin"
        assert tasks.colleagues(session, [acme]) == [(alice.id, acme, "erin", "carol")]
        ids = [first.task, second.task, 99]
        assert tasks.finish(session, ids[:1], by="carol", now=NOW) == ids[:1]
        assert tasks.finish(session, ids, by="dave", now=NOW) == ids[1:2]
        assert tasks.to_do(session) == []
        done = session.get_one(Task, first.task)
    assert (done.done_by, done.done_at) == ("carol", NOW)
