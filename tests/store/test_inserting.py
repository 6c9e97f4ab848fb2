"""Rows go in once, in short transactions, and are found again by their keys."""

import polars as pl
import pytest
from sqlalchemy import Connection, event, text

from prospector.columns import to_micros
from prospector.store import adding_postgres, inserting
from prospector.store.database import Database
from prospector.store.inserting import Pace
from prospector.store.insertion import Target
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


def test_it_inserts_a_batch_of_several_transactions_in_the_order_of_its_key(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inserting, "FIRST_ROWS", 3)
    monkeypatch.setattr(inserting, "MOST_ROWS", 3)
    commits: list[Connection] = []
    event.listen(database.engine, "commit", commits.append)
    with database.staging() as connection:
        inserting.insert(connection, IDENTITIES, identities("f", "a", "e", "c", "b", "d"))
    assert stored(database) == ["a", "b", "c", "d", "e", "f"]
    assert len(commits) >= 2


def test_it_cuts_a_batch_into_strips_of_its_key_and_those_along_another_index() -> None:
    frame = pl.DataFrame({"key": list("dhbfaceg"), "who": [1, 2, 3, 4, None, 6, 7, 1]})
    target = Target("signal", ("key",), near="who")
    order = inserting._order(frame, target, parts=4)
    # Two strips, a-d and e-h; in each of them by who it is.
    assert "".join(frame["key"].gather(order)) == "adbc" + "ghfe"
    alone = inserting._order(frame, target._replace(near=None), parts=4)
    assert "".join(frame["key"].gather(alone)) == "abcdefgh"


def test_it_finds_the_ids_of_many_values(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (inserting, adding_postgres):
        monkeypatch.setattr(module, "_LOOKED_UP", 2)
    awkward = ["it's", "é", "", "NULL", 'a"b', "a,b", "{a}", "\\", '\\"', " a", "a\nb", "%s :c0"]
    wanted = pl.Series(["x", *awkward, "a", "x", "a"])
    with database.staging() as connection:
        inserting.insert(connection, IDENTITIES, identities("a", "b", *awkward))
        found = inserting.known(connection, "identity", "value", wanted, kind="email")
        of_others = inserting.known(connection, "identity", "value", wanted, kind="phone")
        of_none = inserting.known(connection, "identity", "value", wanted.clear(), kind="email")
    assert of_others.to_list() == [None] * wanted.len()
    assert of_none.to_list() == []
    assert [value for value, id_ in zip(wanted, found, strict=True) if id_ is None] == ["x", "x"]
    assert_ids(database, {value: id_ for value, id_ in zip(wanted, found, strict=True) if id_})


def test_it_learns_from_every_transaction_how_many_rows_the_next_one_takes() -> None:
    pace = Pace()
    pace.took(5_000, inserting.WORK / 4)
    assert pace.rows == 6_250
    pace.took(6_250, inserting.WORK * 2)
    assert pace.rows == 3_125
    pace.took(3_125, 30.0)
    assert pace.rows == inserting.LEAST_ROWS
    pace.took(3, 0.001)
    assert pace.rows == inserting.LEAST_ROWS  # a few rows tell nothing
    for _ in range(20):
        pace.took(pace.rows, 0.0)
    assert pace.rows == inserting.MOST_ROWS


def test_it_remembers_the_pace_from_batch_to_batch(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inserting, "FIRST_ROWS", 2)
    monkeypatch.setattr(inserting, "LEAST_ROWS", 1)
    monkeypatch.setattr(inserting, "WORK", 0.0)  # every transaction is too slow
    commits: list[Connection] = []
    event.listen(database.engine, "commit", commits.append)
    with database.staging() as connection:
        inserting.insert(connection, IDENTITIES, identities("a", "b"))
        commits.clear()
        inserting.insert(connection, IDENTITIES, identities("c", "d", "e"))
    assert stored(database) == list("abcde")
    assert len(commits) >= 3


def test_it_tells_the_ids_it_can_without_asking(database: Database) -> None:
    with database.staging() as connection:
        assert inserting.insert_known(connection, IDENTITIES, identities()).to_list() == []
        ids = inserting.insert_known(connection, IDENTITIES, identities("b", "a", "c"))
        again = inserting.insert_known(connection, IDENTITIES, identities("d", "a", "e"))
    assert again.to_list() == [None] * 3
    assert ids.null_count() == 0
    assert_ids(database, dict(zip("bac", ids, strict=True)))


def test_it_tells_each_row_its_own_id_however_the_batch_is_cut(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inserting, "FIRST_ROWS", 3)
    monkeypatch.setattr(inserting, "MOST_ROWS", 3)
    with database.staging() as connection:
        inserting.insert(connection, IDENTITIES, identities("h", "b"))
        ids = inserting.insert_known(connection, IDENTITIES, identities(*"gfaecibd"))
    found = dict(zip("gfaecibd", ids, strict=True))
    assert_ids(database, {value: id_ for value, id_ in found.items() if id_ is not None})
    assert found["b"] is None
    # PostgreSQL stages, and asks for ids, from the first part on that holds a row that is there.
    if database.dialect == "sqlite":
        assert sum(id_ is not None for id_ in ids) >= 5


def assert_ids(database: Database, told: dict[str, int | None]) -> None:
    """What was told is what is stored."""
    with database.read() as session:
        rows = session.execute(text("SELECT value, id FROM identity")).all()
    assert told.items() <= {value: id_ for value, id_ in rows}.items()  # noqa: C416 - typed rows
