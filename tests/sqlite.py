"""A migrated, empty SQLite store, made once per process and copied for each test."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from prospector.store import migrate
from prospector.store.database import open_database


@cache
def template() -> bytes:
    """The store as the migrations leave it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "prospector.db"
        database = open_database(f"sqlite:///{path}", path.parent)
        migrate.upgrade(database)
        database.dispose()
        return path.read_bytes()
