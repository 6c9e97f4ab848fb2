"""Meetings."""

from pathlib import Path

from prospector.rules.models.feeds import HookBody
from prospector.store.database import Database
from tests.collect.hooks import arriving


def test_it_takes_a_booking_and_not_its_new_time(
    database: Database, tmp_path: Path, *, bless: bool
) -> None:
    arriving.check(database, tmp_path, HookBody.CALENDLY, bless=bless)
