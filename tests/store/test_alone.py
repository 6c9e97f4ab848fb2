"""Who does the same to a store waits for its turn."""

import threading

import pytest
from sqlalchemy import text

from prospector.errors import StoreBusy
from prospector.store.alone import alone
from prospector.store.database import Database


def test_it_lets_one_at_a_time_and_the_next_when_that_has_ended(database: Database) -> None:
    began, may_end, order = threading.Event(), threading.Event(), list[str]()

    def first() -> None:
        with alone(database, "resolve"):
            began.set()
            may_end.wait(60)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    assert began.wait(60)
    with (
        pytest.raises(StoreBusy, match="another run is at work: resolve can follow"),
        alone(database, "resolve", patience_s=0),
    ):
        pass
    threading.Timer(0.1, may_end.set).start()
    with alone(database, "resolve"):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_it_lets_go_when_the_work_fails(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), alone(database, "resolve"):
        raise ZeroDivisionError
    with alone(database, "resolve", patience_s=0):
        pass


def test_it_ends_well_when_the_server_has_ended_its_idle_session(database: Database) -> None:
    if database.dialect == "sqlite":  # holds a file, not a session
        return
    mine = "FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database"
    ended = f"SELECT count(pg_terminate_backend(pid)) {mine} WHERE datname = current_database())"
    with alone(database, "resolve"), database.read() as session:
        assert session.scalar(text(ended)) == 1
    with alone(database, "resolve", patience_s=5):
        pass
