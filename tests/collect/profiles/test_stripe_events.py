"""Payments."""

from pathlib import Path

from prospector.rules.models.feeds import HookBody
from prospector.store.database import Database
from tests.collect.hooks import arriving


def test_it_takes_purchases_with_their_amount(
    database: Database, tmp_path: Path, *, bless: bool
) -> None:
    arriving.check(database, tmp_path, HookBody.STRIPE, bless=bless)
