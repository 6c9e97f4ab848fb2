"""HubSpot through its interface."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_tells_contacts_companies_and_deals_with_what_happened_to_them(
    database: Database, *, bless: bool
) -> None:
    golden.check(database, "hubspot_crm.json", bless=bless, profile="hubspot-crm")
