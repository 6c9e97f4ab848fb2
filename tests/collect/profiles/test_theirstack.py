"""Job postings with their technologies."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_takes_jobs_and_tools_and_leaves_agencies_out(
    database: Database, *, bless: bool
) -> None:
    golden.check(database, "theirstack.json", bless=bless)
