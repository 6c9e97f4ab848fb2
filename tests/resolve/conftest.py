"""Empty stores, as many as a test wants."""

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from prospector.store.database import Database, open_database
from tests import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path
) -> Any:  # Any: a function without arguments that opens an empty store
    numbers = count()

    def fresh() -> Database:
        if request.param == "postgresql":
            return open_database(postgres.new_database(), tmp_path)
        path = tmp_path / f"{next(numbers)}.db"
        path.write_bytes(sqlite_template.read_bytes())
        return open_database(f"sqlite:///{path}", tmp_path)

    return fresh
