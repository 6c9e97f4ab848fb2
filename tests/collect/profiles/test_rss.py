"""Entries of a feed, as they are handed in."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_takes_one_signal_per_entry(database: Database, *, bless: bool) -> None:
    report = golden.check(
        database, "rss.json", bless=bless, set={"domain": "acme.example", "kind": "job_posted"}
    )
    assert report.files[0].profile == "rss"
