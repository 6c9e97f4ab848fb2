"""Deals of a CRM."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_tells_won_lost_and_open_by_the_stage(database: Database, *, bless: bool) -> None:
    golden.check(database, "deals.csv", bless=bless)
