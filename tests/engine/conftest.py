"""A store that has lived a little, with its signal files."""

from pathlib import Path

import pytest

from prospector.store.database import Database
from tests.living import Life


@pytest.fixture
def life(database: Database, tmp_path: Path) -> Life:
    """Three deliveries, resolved and copied."""
    found = Life(database, tmp_path, 1)
    for _ in range(3):
        found.arrive()
    found.resolve()
    found.bring_up()
    return found
