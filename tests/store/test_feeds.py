"""A feed remembers what it was told, and where it stopped."""

from contextlib import suppress

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


def test_it_moves_a_cursor_with_the_transaction_around_it(database: Database) -> None:
    with database.read() as session:
        assert feeds.cursor(session, "crm") == {}
    for at in ({"page": 2}, {"etag": "1", "modified": None}):
        with database.write() as session:
            feeds.move_cursor(session, "crm", at, now=kit.NOW)
        with database.read() as session:
            assert feeds.cursor(session, "crm") == at
    with suppress(KeyboardInterrupt), database.write() as session:
        feeds.move_cursor(session, "crm", {"page": 3}, now=kit.NOW)
        raise KeyboardInterrupt
    with database.read() as session:
        assert feeds.cursor(session, "crm") == {"etag": "1", "modified": None}
