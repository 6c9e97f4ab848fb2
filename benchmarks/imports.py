"""Import: our whole path against bare inserts of the same signals into the same table and indexes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from benchmarks.data import NOW, write_signals
from benchmarks.figures import Figure, cpu
from prospector.collect import Options, import_files
from prospector.rules.ruleset import Ruleset
from prospector.store import migrate
from prospector.store.database import Database, open_database

ROWS = 100_000


def figures(ruleset: Ruleset) -> Iterator[Figure]:
    """The first import of new rows, and the second of the same file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signals.csv"
        write_signals(path, ROWS)
        ours, bare = _store(folder, "ours"), _store(folder, "bare")
        with cpu() as first:
            import_files(ours, ruleset, [path], Options(feed="bench"), now=NOW)
        with cpu() as second:
            import_files(ours, ruleset, [path], Options(feed="bench"), now=NOW)
        limit = _bare_insert(ours, bare)
    limit_is = "executemany of the same signals, same indexes, no other table"
    yield Figure(
        f"import {ROWS:,} rows, a third of them new people", first.seconds, limit_is, limit
    )
    yield Figure(f"import the same {ROWS:,} rows again", second.seconds, limit_is, limit)


def _store(folder: str, name: str) -> Database:
    database = open_database(f"sqlite:///{folder}/{name}.db", Path(folder))
    migrate.upgrade(database)
    return database


def _bare_insert(source: Database, target: Database) -> float:
    with source.read() as session:
        result = session.execute(text("SELECT * FROM signal"))
        marks = ", ".join("?" * len(result.keys()))
        rows = [tuple(row) for row in result]
    with target.engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is None:
            raise RuntimeError("the store has no connection")
        raw.execute("PRAGMA foreign_keys = OFF")  # the limit has no other table to refer to
        with cpu() as spent:
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany(f"INSERT INTO signal VALUES ({marks})", rows)
            raw.execute("COMMIT")
    return spent.seconds
