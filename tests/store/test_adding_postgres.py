"""Rows go into PostgreSQL: copied straight in, staged from the first row on that is there already."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError

from prospector.store import adding_postgres, arrivals, inserting
from prospector.store.database import Database, open_database
from prospector.store.insertion import Work
from tests import postgres
from tests.store.test_inserting import IDENTITIES, identities, stored


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Database]:
    """A migrated PostgreSQL database."""
    database = open_database(postgres.new_database(), tmp_path)
    yield database
    database.dispose()


def test_it_goes_on_when_a_copied_row_is_there_already(server: Database) -> None:
    with server.staging() as connection:
        assert inserting.insert(connection, IDENTITIES, identities("a", "b")) == 2
        assert not adding_postgres.has_met_known(connection, "identity")
        assert inserting.insert(connection, IDENTITIES, identities("b", "c")) == 1
        assert adding_postgres.has_met_known(connection, "identity")
        assert inserting.insert(connection, IDENTITIES, identities("d")) == 1
    assert stored(server) == ["a", "b", "c", "d"]


def test_it_looks_keys_up_by_their_index_however_many_and_leaves_no_setting(
    server: Database,
) -> None:
    plans: list[str] = []

    # Any: the driver's own cursor and parameters.
    def explain(_: Connection, cursor: Any, statement: str, given: Any, *_rest: object) -> None:
        if "array_agg" in statement:
            with cursor.connection.cursor() as other:
                other.execute(f"EXPLAIN {statement}", given)
                plans.extend(line for (line,) in other.fetchall())

    values = [f"{n:04}" for n in range(300)]
    with server.staging() as connection:
        inserting.insert(connection, IDENTITIES, identities(*values))
        connection.exec_driver_sql("ANALYZE identity")  # now the planner knows: all are wanted
        event.listen(server.engine, "before_cursor_execute", explain)
        found = inserting.known(
            connection, "identity", "value", pl.Series(values), kind="email"
        ).null_count()
        setting = connection.exec_driver_sql("SHOW enable_seqscan").scalar()
    assert (found, setting) == (0, "on")
    assert any("uq_identity_kind_value" in line for line in plans)
    assert not any("Seq Scan" in line for line in plans)


def test_it_holds_a_lock_for_few_rows_whatever_this_thread_works(
    server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inserting, "FIRST_ROWS", 8)
    monkeypatch.setattr(inserting, "LEAST_ROWS", 1)
    monkeypatch.setattr(inserting, "WORK", 100.0)  # every transaction is quick
    with server.staging() as connection:
        locked = IDENTITIES._replace(lock=7)
        inserting.insert(connection, locked, identities(*(f"a{n}" for n in range(16))))
        assert connection.info["pace", "identity"].rows == 8
        inserting.insert(connection, IDENTITIES, identities(*(f"b{n}" for n in range(16))))
        assert connection.info["pace", "identity"].rows > 8


def test_it_takes_ids_in_the_order_of_the_rows(server: Database) -> None:
    with server.staging() as connection:
        first = adding_postgres.next_ids(connection, "identity", 3)
        connection.rollback()
        second = adding_postgres.next_ids(connection, "identity", 2)
    assert [*first, *second] == [1, 2, 3, 4, 5]


def test_it_gives_identities_their_ids_in_the_order_of_commits(server: Database) -> None:
    insert = "INSERT INTO {} (kind, value, raw, first_seen_at) VALUES ('{}', 'x', 'x', 0)"
    with server.write() as session, server.engine.connect() as other:
        session.execute(text(insert.format("identity", "email")))
        other.exec_driver_sql("SET lock_timeout = '20ms'")
        other.commit()
        with pytest.raises(OperationalError, match="lock timeout"):
            other.exec_driver_sql(insert.format("account_identity", "domain"))
        other.rollback()
        other.exec_driver_sql("SET lock_timeout = '20ms'")
        with pytest.raises(OperationalError, match="lock timeout"):  # before it has taken ids
            adding_postgres.add(other, Work(arrivals._PEOPLE, identities("a"), {}, tell_ids=True))
        other.rollback()
    with server.staging() as connection:
        assert adding_postgres.next_ids(connection, "identity", 1).to_list() == [2]
        connection.rollback()
