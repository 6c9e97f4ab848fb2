"""Our own JSON."""

from pathlib import Path

from prospector.rules.models.feeds import HookBody
from prospector.store.database import Database
from tests.collect.hooks import arriving


def test_it_takes_the_generic_record_nested_or_not(
    database: Database, tmp_path: Path, *, bless: bool
) -> None:
    arriving.check(database, tmp_path, HookBody.PROSPECTOR, bless=bless)
