"""Rows are plain values; the database refuses what cannot be."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
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


def test_it_names_every_constraint() -> None:
    unnamed = [
        f"{table.name}: {constraint}"
        for table in SQLModel.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert not unnamed
