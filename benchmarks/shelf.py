"""A store of any size, filled straight: what collect and resolve would have left of a made world."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import polars as pl

from benchmarks.world import NOW, rows
from prospector.columns import to_micros
from prospector.store import migrate
from prospector.store.database import Database, open_database

_LONG_AGO = to_micros(NOW - timedelta(days=365))
_CHUNK = 100_000


def fill(folder: Path, signals: int) -> Database:
    """A migrated store with so many signals; `benchmarks.world` says of what sort."""
    database = open_database("", folder)
    migrate.upgrade(database)
    made = rows(signals)
    with closing(sqlite3.connect(folder / "prospector.db")) as connection:
        # A made store may be lost: nobody waits for the disk.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "INSERT INTO run (id, stage, status, as_of, started_at, counts)"
            " VALUES (1, 'collect', 'done', 0, 0, '{}'), (2, 'resolve', 'done', 0, 0, '{}')"
        )
        for table, frame in (
            ("account", _accounts(made.accounts)),
            ("account_identity", _homes(made.accounts)),
            ("lead", _leads(made.leads)),
            ("identity", _people(made.leads)),
            ("signal", _signals(made.signals)),
        ):
            _insert(connection, table, frame)
        connection.commit()
    return database


def _accounts(told: pl.DataFrame) -> pl.DataFrame:
    return told.rename({"account_id": "id"}).with_columns(
        pl.col("crm_in_place").cast(pl.Int64),
        domain=pl.format("c{}.example", "id"),
        name=pl.format("Company {}", "id"),
        attributes=pl.lit("{}"),
        sources=pl.lit("{}"),
        first_seen_at=pl.lit(_LONG_AGO),
    )


def _homes(told: pl.DataFrame) -> pl.DataFrame:
    return told.select(
        id="account_id",
        kind=pl.lit("domain"),
        value=pl.format("c{}.example", "account_id"),
        raw=pl.format("c{}.example", "account_id"),
        account_id="account_id",
        method=pl.lit("domain"),
        resolved_run_id=pl.lit(2),
        first_seen_at=pl.lit(_LONG_AGO),
    )


def _leads(told: pl.DataFrame) -> pl.DataFrame:
    return told.rename({"lead_id": "id"}).with_columns(
        email=pl.format("p{}@c{}.example", "id", pl.col("account_id").fill_null(0)),
        attributes=pl.lit("{}"),
        sources=pl.lit("{}"),
        first_seen_at=pl.lit(_LONG_AGO),
    )


def _people(told: pl.DataFrame) -> pl.DataFrame:
    email = pl.format("p{}@c{}.example", "lead_id", pl.col("account_id").fill_null(0))
    return told.select(
        id="lead_id",
        kind=pl.lit("email"),
        value=email,
        raw=email,
        lead_id="lead_id",
        method=pl.lit("email"),
        resolved_run_id=pl.lit(2),
        first_seen_at=pl.lit(_LONG_AGO),
    )


def _signals(told: pl.DataFrame) -> pl.DataFrame:
    """People's signals name a person, companies' a domain: their accounts follow."""
    return told.select(
        "id",
        "feed",
        "kind",
        "occurred_at",
        "received_at",
        "confidence",
        "topic_folded",
        "amount",
        # As keys come: in some order that follows time.
        external_id=pl.format("{}", pl.col("id") + 100_000_000),
        person_identity_id="lead_id",
        account_identity_id=pl.when(pl.col("lead_id").is_null()).then("account_id"),
        received_assumed=pl.lit(0),
        subject="subject_folded",
        subject_folded="subject_folded",
        topic="topic_folded",
        run_id=pl.lit(1),
        file=pl.lit("made.csv"),
        line=pl.col("id") + 1,
    )


def _insert(connection: sqlite3.Connection, table: str, frame: pl.DataFrame) -> None:
    names = ", ".join(f'"{name}"' for name in frame.columns)
    marks = ", ".join("?" * frame.width)
    for part in _parts(frame):
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", part.rows())


def _parts(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for start in range(0, frame.height, _CHUNK):
        yield frame.slice(start, _CHUNK)
