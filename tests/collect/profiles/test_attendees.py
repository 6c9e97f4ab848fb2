"""People of an online event."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_tells_attended_from_registered_by_the_column_that_says_so(
    database: Database, *, bless: bool
) -> None:
    golden.check(database, "attendees.csv", bless=bless)
