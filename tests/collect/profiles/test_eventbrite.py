"""Tickets of an event."""

from datetime import date

from prospector.store.database import Database
from tests.collect import golden


def test_it_takes_only_a_check_in_for_attendance(database: Database, *, bless: bool) -> None:
    golden.check(database, "eventbrite.csv", bless=bless, day=date(2026, 11, 13))
