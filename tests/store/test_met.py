"""An import asks the store for what it does not know yet, and never trusts what is gone."""

from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Connection, event, text

from prospector.store import adding_postgres, inserting, met
from prospector.store.database import Database
from prospector.store.met import Key, Met
from tests.store.test_inserting import IDENTITIES, identities

KEY = Key("identity", "value", (("kind", "email"),))


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.staging() as opened:
        yield opened


@pytest.fixture
def asked(database: Database) -> list[str]:
    """The statements that looked for identities."""
    seen: list[str] = []

    # Any: the driver's own cursor and parameters.
    def note(_: Connection, _cursor: Any, statement: str, *_rest: object) -> None:
        if "identity" in statement and "SELECT" in statement:
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    return seen


def values(*found: str) -> pl.Series:
    return pl.Series("value", found, dtype=pl.String)


def test_it_asks_once_for_each_key(connection: Connection, asked: list[str]) -> None:
    known = Met()
    inserting.insert(connection, IDENTITIES, identities("a", "b"))
    found = known.known(connection, KEY, values("a", "b", "z"))
    assert [found.null_count(), *found.is_null()] == [1, False, False, True]
    known.add(KEY, values("a", "b", "z"), found)
    known.add(KEY, values("a"), found.head(1))
    asked.clear()
    assert known.known(connection, KEY, values("b", "a")).to_list() == [found[1], found[0]]
    assert asked == []
    assert known.known(connection, KEY, values("z")).to_list() == [None]
    assert len(asked) == 1


def test_it_asks_for_all_only_where_one_of_the_first_is_known(
    connection: Connection, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(met, "PROBED", 2)
    inserting.insert(connection, IDENTITIES, identities("a", "b"))
    strange = [None, None, None]
    assert Met().known(connection, KEY, values("x", "y", "a")).to_list() == strange
    assert Met().known(connection, KEY, values("x", "a", "b"), few=0.5).to_list()[2:] == [None]
    asked.clear()
    found = Met().known(connection, KEY, values("x", "a", "b"))
    assert found.is_null().to_list() == [True, False, False]
    assert len(asked) == 2


def test_it_asks_for_all_once_a_copy_met_a_row_that_was_there(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(met, "PROBED", 1)
    inserting.insert(connection, IDENTITIES, identities("a"))
    assert Met().known(connection, KEY, values("x", "a")).null_count() == 2
    inserting.insert(connection, IDENTITIES, identities("a"))
    copies = connection.dialect.name == "postgresql"
    assert adding_postgres.has_met_known(connection, "identity") == copies
    assert Met().known(connection, KEY, values("x", "a")).null_count() == 2 - copies


def test_it_forgets_all_when_something_it_met_may_have_gone(
    database: Database, connection: Connection
) -> None:
    known = Met()
    inserting.insert(connection, IDENTITIES, identities("a", "b"))
    known.refresh(connection)
    found = known.known(connection, KEY, values("a", "b"))
    known.add(KEY, values("a", "b"), found)
    known.refresh(connection)
    assert known.known(connection, KEY, values("a", "b")).to_list() == found.to_list()
    with database.write() as session:
        session.execute(text("DELETE FROM identity WHERE value = 'a'"))
    known.refresh(connection)
    assert known.known(connection, KEY, values("a", "b")).to_list() == [None, found[1]]


def test_it_sees_what_went_while_another_change_was_under_way(
    database: Database, connection: Connection
) -> None:
    if database.dialect == "sqlite":  # has one writer at a time
        return
    known = Met()
    inserting.insert(connection, IDENTITIES, identities("a", "b"))
    with database.engine.connect() as slow:
        slow.execute(text("DELETE FROM identity WHERE value = 'a'"))
        known.refresh(connection)
        known.add(KEY, values("a"), known.known(connection, KEY, values("a")))
        slow.commit()
    known.refresh(connection)
    assert known.known(connection, KEY, values("a")).to_list() == [None]


def test_it_is_a_connections_until_that_forgets_it(connection: Connection) -> None:
    known = met.at_hand(connection)
    assert met.at_hand(connection) is known
    met.forget(connection)
    assert met.at_hand(connection) is not known
