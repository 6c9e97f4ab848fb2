"""Contacts exported from Apollo."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_reads_who_people_are_and_where_they_work(database: Database, *, bless: bool) -> None:
    golden.check(database, "apollo.csv", bless=bless)
