"""Tools adopted and dropped."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_tells_adopted_from_dropped(database: Database, *, bless: bool) -> None:
    golden.check(database, "tool_changes.csv", bless=bless)
