"""The store keeps its word on both databases."""

from sqlmodel import select

from prospector.store.database import Database, facts
from prospector.tables import Feed, from_micros


def test_it_keeps_a_row_and_its_time_to_the_microsecond(database: Database) -> None:
    at = from_micros(1_763_712_000_123_457)
    with database.write() as session:
        session.add(Feed(name="likers", mapping={"name": "fullName"}, updated_at=at))
    with database.read() as session:
        feed = session.exec(select(Feed)).one()
    assert (feed.updated_at, feed.mapping) == (at, {"name": "fullName"})


def test_it_is_durable_by_its_own_account(database: Database) -> None:
    found = facts(database)
    if database.dialect == "sqlite":
        assert (found["journal_mode"], found["synchronous"], found["foreign_keys"]) == ("wal", 2, 1)
    else:
        assert found["synchronous_commit"] == "on"
