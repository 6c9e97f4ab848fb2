"""Rows go into PostgreSQL: copied straight in, staged from the first row on that is there already."""

from pathlib import Path

from prospector.store import inserting
from prospector.store.database import open_database
from tests import postgres
from tests.store.test_inserting import IDENTITIES, identities, stored


def test_it_goes_on_when_a_copied_row_is_there_already(tmp_path: Path) -> None:
    database = open_database(postgres.new_database(), tmp_path)
    with database.staging() as connection:
        assert inserting.insert(connection, IDENTITIES, identities("a", "b")) == 2
        assert ("staged", "identity") not in connection.info
        assert inserting.insert(connection, IDENTITIES, identities("b", "c")) == 1
        assert connection.info["staged", "identity"]
        assert inserting.insert(connection, IDENTITIES, identities("d")) == 1
    assert stored(database) == ["a", "b", "c", "d"]
    database.dispose()
