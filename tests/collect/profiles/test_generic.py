"""The record's own columns and their names in the wild."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_reads_every_sort_of_value(database: Database, *, bless: bool) -> None:
    golden.check(database, "generic.csv", bless=bless)
