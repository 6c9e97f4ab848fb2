"""Reports of leads."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_takes_opt_outs_and_last_activities_and_refuses_the_footer(
    database: Database, *, bless: bool
) -> None:
    golden.check(database, "salesforce.csv", bless=bless)
