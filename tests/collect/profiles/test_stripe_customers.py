"""Customers exported from Stripe."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_takes_whoever_spent_something_for_a_buyer(database: Database, *, bless: bool) -> None:
    golden.check(database, "stripe_customers.csv", bless=bless)
