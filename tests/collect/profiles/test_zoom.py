"""The attendee report of a webinar."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_counts_joining_again_as_one_attendance_of_the_webinar_above_the_header(
    database: Database, *, bless: bool
) -> None:
    golden.check(database, "zoom.csv", bless=bless)
