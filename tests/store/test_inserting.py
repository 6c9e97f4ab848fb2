"""Rows go in once, in short transactions, and are found again by their keys."""

import polars as pl
import pytest
from sqlalchemy import Connection, event, text

from prospector.store import inserting
from prospector.store.database import Database
from prospector.store.inserting import Pace, Target
from prospector.tables import to_micros
from tests.collect import kit

IDENTITIES = Target("identity", ("kind", "value"))


def identities(*values: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "kind": ["email"] * len(values),
            "value": values,
            "raw": [f"<{value}>" for value in values],
            "first_seen_at": [to_micros(kit.NOW)] * len(values),
        }
    )


def stored(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.execute(text("SELECT value FROM identity ORDER BY id")).scalars())


def test_it_inserts_what_is_not_there_and_counts_it(database: Database) -> None:
    with database.staging() as connection:
        assert inserting.insert(connection, IDENTITIES, identities("b", "a")) == 2
        assert inserting.insert(connection, IDENTITIES, identities("a", "c", "b")) == 1
        assert inserting.insert(connection, IDENTITIES, identities()) == 0
    assert stored(database) == ["b", "a", "c"]


@pytest.mark.parametrize("awkward", ["it's", '"quoted"', "\\.", "", "a\nb", "é☕", "%s :c0"])
def test_it_keeps_every_text_as_it_is(database: Database, awkward: str) -> None:
    frame = identities("one", awkward).with_columns(raw=pl.lit(awkward))
    with database.staging() as connection:
        assert inserting.insert(connection, IDENTITIES, frame) == 2
    with database.read() as session:
        rows = session.execute(text("SELECT value, raw FROM identity ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [("one", awkward), (awkward, awkward)]


def test_it_cuts_a_large_batch_along_its_key_and_keeps_the_order_within(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inserting, "FIRST_ROWS", 3)
    monkeypatch.setattr(inserting, "MOST_ROWS", 3)
    commits: list[Connection] = []
    event.listen(database.engine, "commit", commits.append)
    with database.staging() as connection:
        inserting.insert(connection, IDENTITIES, identities("f", "a", "e", "c", "b", "d"))
    assert stored(database) == ["a", "c", "b", "f", "e", "d"]
    assert len(commits) >= 2


def test_it_finds_rows_by_many_values(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inserting, "_LOOKED_UP", 2)
    query = "SELECT value, raw FROM identity WHERE kind = :kind AND value IN (values)"
    wanted = pl.Series(["a", "x", "it's", "é"])
    with database.staging() as connection:
        inserting.insert(connection, IDENTITIES, identities("a", "b", "it's", "é"))
        found = inserting.known(connection, query, wanted, kind="email")
        assert inserting.known(connection, query, wanted, kind="phone") == []
    assert sorted(found) == [("a", "<a>"), ("it's", "<it's>"), ("é", "<é>")]


def test_it_learns_from_every_transaction_how_many_rows_the_next_one_takes() -> None:
    pace = Pace()
    pace.took(5_000, inserting.WORK / 4)
    assert pace.rows == 10_000
    pace.took(10_000, inserting.WORK * 2)
    assert pace.rows == 5_000
    pace.took(5_000, 30.0)
    assert pace.rows == inserting.LEAST_ROWS
    for _ in range(20):
        pace.took(pace.rows, 0.0)
    assert pace.rows == inserting.MOST_ROWS
