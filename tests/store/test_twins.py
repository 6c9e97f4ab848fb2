"""The words companies are looked up by."""

from collections.abc import Collection

import polars as pl
import pytest

from prospector.resolve import resolve
from prospector.store import twins
from prospector.store.database import Database, writing
from tests.resolve.sightings import account, day, see
from tests.rulesets import make_ruleset


@pytest.fixture
def three(database: Database) -> list[int]:
    """Three accounts, looked up by nothing yet."""
    see(database, *({"domain": f"{name}.example"} for name in ("acme", "globex", "initech")))
    see(database, {"domain": "acme.example", "company": "Acme SAS", "city": "Lyon"})
    resolve(database, make_ruleset(), now=day(0))
    ids = [account(database, f"{name}.example")["id"] for name in ("acme", "globex", "initech")]
    learn(database, ids, {})
    return ids


def learn(database: Database, ids: Collection[int], words: dict[int, set[str]]) -> None:
    with database.staging() as connection, writing(connection):
        rows = [(word, i) for i, found in words.items() for word in sorted(found)]
        schema = {"word": pl.String, "account": pl.Int64}
        twins.look_up(connection, ids, pl.DataFrame(rows, schema=schema, orient="row"))


def test_it_knows_who_is_looked_up_by_nothing(database: Database, three: list[int]) -> None:
    learn(database, [three[0]], {three[0]: {"acme"}})
    with database.staging() as connection:
        assert twins.without_words(connection) == set(three[1:])


def test_it_reads_what_likeness_goes_by(database: Database, three: list[int]) -> None:
    with database.staging() as connection:
        first, second = twins.known(connection, three[:2])
        connection.exec_driver_sql("UPDATE account_identity SET raw = 'Acme SAS'")
        (keyed,) = twins.known(connection, three[:1])
    assert first == (three[0], frozenset({"acme"}), "Acme SAS", "acme.example", "Lyon", None)
    assert second.names == frozenset()
    assert keyed.name is None


def test_it_finds_who_else_bears_words_that_few_have(database: Database, three: list[int]) -> None:
    one, two, last = three
    words = pl.Series(["b", "c", "d", "b"])
    with database.staging() as connection:
        assert twins.bearing(connection, words, but=(), most=9).is_empty()
    learn(database, three, {one: {"a", "b"}, two: {"b", "c"}, last: {"c", "b"}})
    with database.staging() as connection:
        few = twins.bearing(connection, words, but=(), most=2)
        assert set(few.rows()) == {
            ("c", two, "globex.example", None),
            ("c", last, "initech.example", None),
        }
        others = twins.bearing(connection, words, but=[two], most=2)
        assert set(others.select("word", "account").rows()) == {
            ("b", one),
            ("b", last),
            ("c", last),
        }
        assert twins.bearing(connection, words, but=[two], most=1)["word"].to_list() == ["c"]
    learn(database, [last], {last: set()})
    with database.staging() as connection:
        assert set(twins.bearing(connection, words, but=(), most=3)["account"]) == {one, two}
