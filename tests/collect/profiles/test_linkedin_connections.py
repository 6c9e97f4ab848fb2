"""LinkedIn's own export."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_finds_the_header_below_the_note(database: Database, *, bless: bool) -> None:
    golden.check(database, "connections.csv", bless=bless)
