"""A store for what has nothing to do with which database it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from prospector.store.database import Database, open_database


@pytest.fixture
def sqlite(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    path = tmp_path / "prospector.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = open_database(f"sqlite:///{path}", tmp_path)
    yield database
    database.dispose()
