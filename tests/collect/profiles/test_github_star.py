"""Stars."""

from pathlib import Path

from prospector.rules.models.feeds import HookBody
from prospector.store.database import Database
from tests.collect.hooks import arriving


def test_it_takes_stars_of_people_once(database: Database, tmp_path: Path, *, bless: bool) -> None:
    arriving.check(database, tmp_path, HookBody.GITHUB, bless=bless)
