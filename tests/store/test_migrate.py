"""Migrations: equal to tables.py, one at a time, whole, and never from the future."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.schema import SchemaItem
from sqlmodel import SQLModel

from prospector.columns import from_micros
from prospector.errors import StoreNewer
from prospector.store import migrate
from prospector.store.database import Database, open_database
from prospector.tables import Feed
from tests import postgres
from tests.resolve.sightings import rows_of, see

RUN = "INSERT INTO run (stage, status, as_of, started_at, counts) VALUES ('resolve', 'done', 1, 1, '{}') RETURNING id"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    address = (
        f"sqlite:///{tmp_path / 'empty.db'}"
        if request.param == "sqlite"
        else postgres.empty_database()
    )
    database = open_database(address, tmp_path)
    yield database
    database.dispose()


def test_it_migrates_to_exactly_the_tables_of_the_code(database: Database) -> None:
    def is_meant(item: SchemaItem, *_: object) -> bool:
        return bool(item.info.get("dialect", database.dialect) == database.dialect)

    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_object": is_meant}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_it_goes_down_and_up_again(database: Database) -> None:
    migrate.downgrade(database, "base")
    with database.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    assert migrate.upgrade(database) is True
    with database.write() as session:
        session.add(Feed(name="likers", updated_at=from_micros(0)))


def test_it_knows_before_and_after_what_waits_for_resolve(database: Database) -> None:
    see(database, {"email": "a@acme.example"}, {"email": "b@acme.example"})
    with database.write() as session:
        run_id = session.execute(text(RUN)).scalar_one()
        session.execute(text("DELETE FROM unresolved_sighting WHERE id = 1"))
    migrate.downgrade(database, "0021")
    marks = "SELECT resolved_run_id FROM sighting ORDER BY id"
    with database.read() as session:
        assert session.execute(text(marks)).scalars().all() == [run_id, None]
    migrate.upgrade(database)
    assert rows_of(database, "unresolved_sighting") == [{"id": 2}]


def test_it_does_nothing_the_second_time(database: Database) -> None:
    assert migrate.upgrade(database) is False


def test_it_lets_one_of_many_starters_migrate(empty: Database, tmp_path: Path) -> None:
    results: list[bool | BaseException] = []

    def start() -> None:
        mine = open_database(empty.url.render_as_string(hide_password=False), tmp_path)
        try:
            results.append(migrate.upgrade(mine))
        except Exception as error:  # noqa: BLE001 - the test reports whatever went wrong
            results.append(error)
        finally:
            mine.dispose()

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == [False] * 5 + [True]


def test_it_refuses_a_database_of_a_newer_version(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreNewer, match=r"schema 9999.*upgrade prospector"):
        migrate.upgrade(database)
