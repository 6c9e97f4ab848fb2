"""Events of Instantly."""

from pathlib import Path

from prospector.rules.models.feeds import HookBody
from prospector.store.database import Database
from tests.collect.hooks import arriving


def test_it_takes_what_was_sent_and_what_came_back(
    database: Database, tmp_path: Path, *, bless: bool
) -> None:
    arriving.check(database, tmp_path, HookBody.INSTANTLY, bless=bless)
