"""Guests of an event."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_tells_attended_from_registered_and_declined(database: Database, *, bless: bool) -> None:
    golden.check(database, "luma.csv", bless=bless, set={"subject": "Open Day"})
