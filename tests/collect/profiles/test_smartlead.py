"""Events of Smartlead."""

from pathlib import Path

from prospector.rules.models.feeds import HookBody
from prospector.store.database import Database
from tests.collect.hooks import arriving


def test_it_takes_both_shapes_of_events(database: Database, tmp_path: Path, *, bless: bool) -> None:
    arriving.check(database, tmp_path, HookBody.SMARTLEAD, bless=bless)
