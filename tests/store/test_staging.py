"""Frames become temporary tables on both databases."""

import polars as pl
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from prospector.columns import to_micros
from prospector.store.database import Database, writing
from prospector.store.staging import read_frame, stage
from tests.store.test_rehearsal import NOW

FRAME = pl.DataFrame(
    {
        "name": ["likers", "café ☕", None],
        "at": [to_micros(NOW)] * 3,
        "share": [0.5, None, 1.0],
        "kept": [True, False, None],
    }
)


def test_it_holds_every_type_and_null(database: Database) -> None:
    with database.staging() as connection:
        stage(connection, "incoming", FRAME)
        rows = connection.execute(text("SELECT name, at, share, kept FROM incoming")).fetchall()
    assert [(row[0], row[1], row[2], None if row[3] is None else bool(row[3])) for row in rows] == [
        tuple(row) for row in FRAME.rows()
    ]


def test_it_reads_rows_as_a_frame(database: Database) -> None:
    schema = {"name": pl.String, "at": pl.Int64, "share": pl.Float64}
    with database.staging() as connection:
        stage(connection, "incoming", FRAME)
        found = read_frame(connection, "SELECT name, at, share FROM incoming", schema)
        none = read_frame(connection, "SELECT name, at, share FROM incoming WHERE 1 = 0", schema)
    assert found.equals(FRAME.select(*schema))
    assert none.equals(found.clear())


def test_it_lives_across_short_transactions_and_dies_with_the_connection(
    database: Database,
) -> None:
    with database.staging() as connection:
        stage(connection, "incoming", FRAME)
        for name in ("likers", "café ☕"):
            with writing(connection):
                connection.execute(
                    text(
                        "INSERT INTO feed (name, mapping, constants, updated_at)"
                        " SELECT name, '{}', '{}', at FROM incoming WHERE name = :name"
                    ),
                    {"name": name},
                )
    with database.staging() as connection:
        assert connection.execute(text("SELECT count(*) FROM feed")).scalar() == 2
        connection.rollback()
        with pytest.raises(DBAPIError):
            connection.execute(text("SELECT 1 FROM incoming"))


def test_it_rolls_a_failed_transaction_back(database: Database) -> None:
    with database.staging() as connection:
        stage(connection, "incoming", FRAME.head(1))
        insert = text(
            "INSERT INTO feed (name, mapping, constants, updated_at)"
            " SELECT name, '{}', '{}', at FROM incoming"
        )
        with pytest.raises(DBAPIError), writing(connection):  # noqa: PT012 - the second insert fails
            connection.execute(insert)
            connection.execute(insert)
        with writing(connection):
            connection.execute(insert)
        assert connection.execute(text("SELECT count(*) FROM feed")).scalar() == 1
