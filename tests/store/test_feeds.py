"""A feed remembers what it was told."""

from prospector.store import feeds
from prospector.store.database import Database
from tests.collect import kit


def test_it_remembers_the_last_words(database: Database) -> None:
    with database.read() as session:
        assert feeds.remembered(session, "crm") == ({}, {})
    for column in ("Mail", "E-mail"):
        with database.write() as session:
            feeds.remember(
                session, "crm", mapping={"email": column}, constants={"topic": "x"}, now=kit.NOW
            )
    with database.read() as session:
        assert feeds.remembered(session, "crm") == ({"email": "E-mail"}, {"topic": "x"})
