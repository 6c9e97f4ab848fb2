"""Rows are plain values; the database refuses what cannot be."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import SQLModel

from prospector.store.database import Database
from prospector.tables import Cap, Lead

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


def test_it_refuses_a_status_nobody_knows(database: Database) -> None:
    insert = (
        "INSERT INTO run (stage, status, as_of, started_at, counts) VALUES ('x', 'odd', 0, 0, '{}')"
    )
    with pytest.raises(IntegrityError, match="ck_run_status"), database.write() as session:
        session.execute(text(insert))


def test_it_refuses_an_overspent_cap_even_without_a_where(database: Database) -> None:
    with database.write() as session:
        session.add(Cap(scope="sender", key="alice", window_kind="day", period="d", ceiling=1))
    with pytest.raises(IntegrityError, match="not_overspent"), database.write() as session:
        session.execute(text("UPDATE cap SET used = used + 2"))


def test_it_refuses_a_reference_to_nobody(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), database.write() as session:
        session.add(Lead(account_id=404, first_seen_at=NOW))


#: Rows a sighting or an identity may refer to.
REFERRED = """
INSERT INTO run (id, stage, status, as_of, started_at, counts) VALUES (1, 'x', 'done', 0, 0, '{}');
INSERT INTO run (id, stage, status, as_of, started_at, counts) VALUES (2, 'x', 'done', 0, 0, '{}');
INSERT INTO lead (id, attributes, sources, first_seen_at) VALUES (1, '{}', '{}', 0);
INSERT INTO account (id, relation, attributes, sources, first_seen_at) VALUES (1, 'prospect', '{}', '{}', 0);
INSERT INTO identity (id, kind, value, raw, first_seen_at) VALUES (1, 'email', 'a', 'a', 0);
INSERT INTO account_identity (id, kind, value, raw, first_seen_at) VALUES (1, 'domain', 'a', 'a', 0)
"""
SIGHTING = """
INSERT INTO sighting (feed, content_hash, rank, run_id, file, line, received_at, seen_at, email_id,
    profile_id, phone_id, name_id, domain_id, company_id, lead_values, account_values)
VALUES ('f', 'h', 'feed', :run_id, 'f.csv', 1, 0, 0, :email_id,
    :profile_id, :phone_id, :name_id, :domain_id, :company_id, '{}', '{}')
"""
PLACES = ("email_id", "profile_id", "phone_id", "name_id", "domain_id", "company_id")
NOBODY: dict[str, int | None] = {"run_id": 1, **dict.fromkeys(PLACES)}


def add_referred(database: Database) -> None:
    with database.write() as session:
        for statement in REFERRED.split(";"):
            session.connection().exec_driver_sql(statement)


def test_it_refuses_a_sighting_of_what_is_not_there(database: Database) -> None:
    add_referred(database)
    for column in ("run_id", *PLACES):
        refused = pytest.raises(IntegrityError, match=r"(?i)foreign key")
        with refused, database.write() as session:
            session.execute(text(SIGHTING), {**NOBODY, column: 404})
            session.flush()
    with database.write() as session:
        session.execute(text(SIGHTING), {**NOBODY, **dict.fromkeys(PLACES, 1)})


def test_it_keeps_what_a_sighting_refers_to(database: Database) -> None:
    add_referred(database)
    for column in ("run_id", *PLACES):
        (table,) = {
            key.column.table.name
            for key in SQLModel.metadata.tables["sighting"].c[column].foreign_keys
        }
        with database.write() as session:
            session.execute(text(SIGHTING), {**NOBODY, column: 1})
        for lost in (
            f"DELETE FROM {table} WHERE id = 1",
            f"UPDATE {table} SET id = 9 WHERE id = 1",
            f"UPDATE sighting SET {column} = 404",
        ):
            refused = pytest.raises(IntegrityError, match=r"(?i)foreign key")
            with refused, database.write() as session:
                session.execute(text(lost))
        with database.write() as session:
            session.execute(text("DELETE FROM sighting"))
    with database.write() as session:
        session.execute(text("DELETE FROM identity"))


#: Identities, their kind, a column of theirs, and the row it may point to.
POINTING = (
    ("identity", "email", "lead_id", "lead", 1),
    ("identity", "email", "resolved_run_id", "run", 2),
    ("account_identity", "domain", "account_id", "account", 1),
    ("account_identity", "domain", "resolved_run_id", "run", 2),
)


def test_it_keeps_what_an_identity_points_to(database: Database) -> None:
    add_referred(database)
    for table, kind, column, pointed, there in POINTING:
        insert = f"INSERT INTO {table} (id, kind, value, raw, first_seen_at, {column}) VALUES"
        lost = f"DELETE FROM {pointed} WHERE id = {there}"
        with database.write() as session:
            session.execute(text(f"{insert} (7, '{kind}', 'b', 'b', 0, {there})"))
        for statement in (
            f"{insert} (8, '{kind}', 'c', 'c', 0, 404)",
            f"UPDATE {table} SET {column} = 404 WHERE id = 1",
            f"UPDATE {pointed} SET id = 9 WHERE id = {there}",
            lost,
        ):
            refused = pytest.raises(IntegrityError, match=r"(?i)foreign key")
            with refused, database.write() as session:
                session.execute(text(statement))
        with database.write() as session:
            session.execute(text(f"UPDATE {table} SET {column} = {there} WHERE id = 1"))
            session.execute(text(f"DELETE FROM {table} WHERE id = 7"))
        refused = pytest.raises(IntegrityError, match=r"(?i)foreign key")
        with refused, database.write() as session:
            session.execute(text(lost))
        with database.write() as session:
            session.execute(text(f"UPDATE {table} SET {column} = NULL"))
            savepoint = session.begin_nested()
            session.execute(text(lost))
            savepoint.rollback()


def test_it_lets_each_sighting_wait_for_resolve(database: Database) -> None:
    add_referred(database)
    waiting = text("SELECT id FROM unresolved_sighting ORDER BY id")
    with database.write() as session:
        for number in range(3):
            session.execute(text(SIGHTING.replace("'h'", f"'{number}'")), NOBODY)
        assert session.execute(waiting).scalars().all() == [1, 2, 3]
        session.execute(text("DELETE FROM sighting WHERE id = 2"))
        assert session.execute(waiting).scalars().all() == [1, 3]


def test_it_lets_nothing_go_while_something_that_needs_it_comes(database: Database) -> None:
    if database.dialect == "sqlite":  # it has one writer at a time
        return
    add_referred(database)
    gone, comes = "DELETE FROM identity WHERE id = 1", SIGHTING
    ends, points = "DELETE FROM run WHERE id = 2", "UPDATE identity SET resolved_run_id = 2"
    for first, second in ((gone, comes), (comes, gone), (ends, points), (points, ends)):
        with database.engine.connect() as one, database.engine.connect() as other:
            one.execute(text(first), {**NOBODY, "email_id": 1})
            other.exec_driver_sql("SET lock_timeout = '20ms'")
            with pytest.raises(OperationalError, match="lock timeout"):
                other.execute(text(second), {**NOBODY, "email_id": 1})


def test_it_names_every_constraint() -> None:
    unnamed = [
        f"{table.name}: {constraint}"
        for table in SQLModel.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert not unnamed
