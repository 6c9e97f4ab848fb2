"""A job board of Ashby."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_takes_one_job_per_posting_and_says_whose(database: Database, *, bless: bool) -> None:
    golden.check(database, "ashby.json", bless=bless, set={"domain": "globex.example"})
