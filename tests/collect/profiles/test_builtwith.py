"""Sites that use a technology."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_takes_one_adoption_per_site_and_no_personal_data(
    database: Database, *, bless: bool
) -> None:
    golden.check(database, "builtwith.csv", bless=bless, set={"subject": "Shopify"})
