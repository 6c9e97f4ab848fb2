"""A job board."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_takes_one_job_per_item(database: Database, *, bless: bool) -> None:
    golden.check(database, "greenhouse.json", bless=bless, set={"domain": "acme.example"})
