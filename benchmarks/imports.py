"""Import and resolve beside the least that could store the same signals: `.import` and `COPY`.

The limit takes the signals as the file has them. Beside it stands what it takes in the order that the
import puts them in, which spares the indexes, and what all rows take that are stored, of which the
signals are some: that tells what is lost to thinking, and what the tables themselves cost.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg

from benchmarks.data import DESCRIBED, write_signals
from benchmarks.figures import Figure, cpu, median_of_children
from prospector.rules.ruleset import Ruleset
from prospector.store import arrivals, migrate
from prospector.store.database import PRAGMAS, open_database
from tests import postgres

ROWS = 100_000
#: The tables an import fills, and those that resolve fills; of suggestions the shell cannot read the nulls.
_IMPORTED = ["identity", "account_identity", "sighting", "signal"]
_RESOLVED = ["account", "lead", "account_word"]
#: Tables and indexes. Without triggers: they make the shell take notes for each row, which an import avoids.
_SCHEMA = (
    "SELECT sql || ';' FROM sqlite_schema WHERE type <> 'trigger' AND name NOT LIKE 'sqlite_%'"
)
_AS_IN_FILE = "as in the file"
_NUMBERED = "row_number() OVER (ORDER BY line) AS id"
_CACHE = f"PRAGMA cache_size = -{arrivals.CACHE_KB}"
#: PostgreSQL's own settings, as a user has them; but when tables are tidied is chance, and measured
#: in one run only.
_POSTGRES = {"autovacuum": "off"}
_SHOWN = (
    "server_version",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "wal_level",
    "shared_buffers",
    "max_wal_size",
    "autovacuum",
)


class Done(NamedTuple):
    """What a child process took."""

    cpu: float
    mb: float
    transactions: int
    longest_ms: float
    longest_work_ms: float
    #: Transactions that held the lock for longer than promised.
    slow: int
    #: CPU seconds of the database server, where there is one: part of `cpu`.
    server: float = 0.0


def figures(_ruleset: Ruleset) -> Iterator[Figure]:
    """Both databases: the first import, resolve, and the same file again."""
    print(f"import: {ROWS:,} rows; {DESCRIBED}")
    print(f"SQLite, both sides: {PRAGMAS}, cache {arrivals.CACHE_KB // 1024} MB")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "signals.csv"
        write_signals(path, ROWS)
        yield from _on_sqlite(Path(name), path)
        yield from _on_postgres(Path(name), path)


def _on_sqlite(folder: Path, path: Path) -> Iterator[Figure]:
    address = f"sqlite:///{folder}/ours.db"
    database = open_database(address, folder)
    migrate.upgrade(database)
    database.dispose()
    first = _child(address, str(path))
    limit = _dot_import(folder, ["signal"], as_in_file=True)
    ordered = _dot_import(folder, ["signal"])
    stored = _dot_import(folder, [*_IMPORTED, "unresolved_sighting"])
    resolved = _child(address)
    everything = _dot_import(folder, _IMPORTED + _RESOLVED)
    again = _child(address, str(path))
    both = first.cpu + resolved.cpu
    limit_is = "sqlite3 .import of the same signals, same table and indexes"
    order_is = "the same, in the order the import puts them in"
    whole_is = "sqlite3 .import of all rows they store"
    yield Figure(f"SQLite: import {ROWS:,} rows", first.cpu, limit_is, limit)
    yield Figure("SQLite: resolve them", resolved.cpu, limit_is, limit)
    yield Figure("SQLite: import and resolve", both, limit_is, limit)
    yield Figure("SQLite: import", first.cpu, order_is, ordered)
    yield Figure("SQLite: import and resolve", both, order_is, ordered)
    yield Figure("SQLite: .import of all rows an import stores", stored, order_is, ordered)
    yield Figure("SQLite: .import of all rows of both", everything, order_is, ordered)
    yield Figure("SQLite: import", first.cpu, whole_is, stored)
    yield Figure("SQLite: import and resolve", both, whole_is, everything)
    yield Figure("SQLite: import the same file again", again.cpu, "the first import", first.cpu)
    print(f"SQLite: peak memory {first.mb:.0f} MB (import), {resolved.mb:.0f} MB (resolve)")
    print(
        f"SQLite: the import's {first.transactions} write transactions: longest"
        f" {first.longest_ms:.0f} ms, {first.longest_work_ms:.0f} ms of work;"
        f" {first.slow} held the lock for more than 100 ms"
    )


def _dot_import(folder: Path, tables: list[str], *, as_in_file: bool = False) -> float:
    """CPU of the shell's own import of the rows that are in some tables of the store."""
    ours, bare = folder / "ours.db", folder / "bare.db"
    schema = folder / "schema.sql"
    _shell(ours, f".once {schema}", _SCHEMA)
    for table in tables:
        rows = _as_in_file(ours, table) if as_in_file else f"SELECT * FROM {table}"
        _shell(ours, ".mode csv", f".once {folder}/{table}.csv", rows)

    def work() -> None:
        rows = [f".import {folder}/{table}.csv {table}" for table in tables]
        _shell(bare, *_pragmas(), _CACHE, ".mode csv", *rows)

    _shell(bare, *_pragmas(), f".read {schema}")
    taken = median_of_children(work, 1)
    for file in folder.glob("bare.db*"):
        file.unlink()
    return taken


def _as_in_file(database: Path, table: str) -> str:
    """The rows of a table in the order of the file they came from, with ids that follow it."""
    with sqlite3.connect(database) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    listed = ", ".join(f'"{name}"' if name != "id" else _NUMBERED for name in columns)
    return f"SELECT {listed} FROM {table} ORDER BY line"


def _pragmas() -> list[str]:
    # A bare table refers to no other; the shell does not look either unless it is told to.
    return [f"PRAGMA {name} = {value}" for name, value in PRAGMAS.items() if name != "foreign_keys"]


def _shell(database: Path, *commands: str) -> None:
    subprocess.run(["sqlite3", str(database), *commands], check=True, stdout=subprocess.DEVNULL)


def _on_postgres(folder: Path, path: Path) -> Iterator[Figure]:
    postgres.prepare(_POSTGRES)
    try:
        ours, bare = postgres.new_database(), postgres.new_database()
        print(f"PostgreSQL, both sides: {_settings(bare)}")
        first = _on_server(ours, str(path))
        copied = _bare_copy(folder, ours, bare)
        resolved = _on_server(ours)
        again = _on_server(ours, str(path))
    finally:
        postgres.stop()
    limit_is = "COPY of the same signals into the same table, client and server"
    rows = f"{ROWS:,} rows, client and server"
    limit, ordered = copied.pop(_AS_IN_FILE), copied["signal"]
    stored = sum(copied.values())
    order_is = "the same, in the order the import puts them in"
    yield Figure(f"PostgreSQL: import {rows}", first.cpu, limit_is, limit)
    yield Figure("PostgreSQL: resolve them", resolved.cpu, limit_is, limit)
    yield Figure("PostgreSQL: import", first.cpu, order_is, ordered)
    yield Figure("PostgreSQL: COPY of all rows an import stores", stored, order_is, ordered)
    yield Figure("PostgreSQL: import", first.cpu, "COPY of all rows it stores", stored)
    yield Figure("PostgreSQL: import the same file again", again.cpu, "the first import", first.cpu)
    print(
        f"PostgreSQL: {first.server:.1f} s of the import are the server's,"
        f" {first.cpu - first.server:.1f} s the client's; longest of {first.transactions} write"
        f" transactions {first.longest_ms:.0f} ms"
    )


def _settings(address: str) -> str:
    with psycopg.connect(_plain(address)) as connection:
        shown = [
            f"{name} {value}"
            for name in _SHOWN
            for (value,) in connection.execute(f"SHOW {name}".encode())
        ]
    return ", ".join(shown)


def _on_server(address: str, *arguments: str) -> Done:
    """What a child and the server took, from a checkpoint on."""
    with psycopg.connect(_plain(address), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    before = _server_cpu()
    done = _child(address, *arguments)
    server = _server_cpu() - before
    return done._replace(cpu=done.cpu + server, server=server)


def _bare_copy(folder: Path, source: str, target: str) -> dict[str, float]:
    """CPU of a COPY of the rows that an import stored, by table; of the signals also as the file has them."""
    taken: dict[str, float] = {}
    with (
        psycopg.connect(_plain(source)) as ours,
        psycopg.connect(_plain(target), autocommit=True) as bare,
    ):
        for table in ("run", *_IMPORTED):
            taken[table] = _copied(folder, ours, bare, table, f"SELECT * FROM {table} ORDER BY id")
        bare.execute("TRUNCATE signal")
        described = ours.execute("SELECT * FROM signal LIMIT 0").description or []
        listed = ", ".join(_NUMBERED if c.name == "id" else c.name for c in described)
        rows = f"SELECT {listed} FROM signal ORDER BY line"
        taken[_AS_IN_FILE] = _copied(folder, ours, bare, "signal", rows)
    return taken


def _copied(
    folder: Path, ours: psycopg.Connection, bare: psycopg.Connection, table: str, rows: str
) -> float:
    """CPU of a COPY of some rows into a table."""
    kept = folder / "rows.copy"
    with kept.open("wb") as file, ours.cursor().copy(f"COPY ({rows}) TO STDOUT".encode()) as out:
        file.writelines(out)
    bare.execute("CHECKPOINT")
    before = _server_cpu()
    with (
        cpu() as client,
        kept.open("rb") as file,
        bare.cursor().copy(f"COPY {table} FROM STDIN".encode()) as into,
    ):
        while chunk := file.read(1 << 16):
            into.write(chunk)
    return client.seconds + _server_cpu() - before


def _plain(address: str) -> str:
    return address.replace("postgresql+psycopg://", "postgresql://")


def _server_cpu() -> float:
    """CPU seconds of the tests' PostgreSQL so far; a process that is just ending is nowhere to be seen."""
    last, now = -1, _server_ticks()
    while now != last:
        time.sleep(0.05)
        last, now = now, _server_ticks()
    return now / os.sysconf("SC_CLK_TCK")


def _server_ticks() -> int:
    """What its processes took, and those that have ended."""
    folder = Path(os.environ["PROSPECTOR_TEST_POSTGRES"])
    master = int((folder / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, _, rest = stat.read_text(encoding="utf-8").partition(" (")
        except OSError:  # it ended meanwhile
            continue
        numbers = rest.rpartition(")")[2].split()
        if int(pid) == master:
            ticks += sum(map(int, numbers[11:15]))
        elif int(numbers[1]) == master:
            ticks += sum(map(int, numbers[11:13]))
    return ticks


def _child(*arguments: str) -> Done:
    command = [sys.executable, "-m", "benchmarks.importing", *arguments]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    return Done(**json.loads(found.stdout))
