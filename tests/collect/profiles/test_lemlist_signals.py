"""Signals of lemlist's Signal Agents."""

from prospector.store.database import Database
from tests.collect import golden


def test_it_tells_each_type_of_signal_and_refuses_what_has_no_kind(
    database: Database, *, bless: bool
) -> None:
    golden.check(database, "lemlist_signals.json", bless=bless, profile="lemlist-signals")
