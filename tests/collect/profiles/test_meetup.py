"""RSVPs without e-mail."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_takes_those_who_said_yes_and_can_be_found(database: Database, *, bless: bool) -> None:
    golden.check(database, "meetup.csv", bless=bless, set={"subject": "Makers Meetup"})
