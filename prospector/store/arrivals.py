"""What arrives: identities, sightings and signals, inserted or seen, in short transactions.

Everything is looked up before the write lock is taken; what is there already stays as it is:
taking a row twice changes nothing.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, text

from prospector.store import adding_sqlite, inserting
from prospector.store.database import Database
from prospector.store.insertion import Target
from prospector.store.staging import stage

#: Page cache of an import on SQLite: index pages are hit at random, and most of them again soon.
CACHE_KB = 192 * 1024
#: PostgreSQL: ids of signals and of identities commit in order, so that a reader's watermark misses
#: none. The second lock is that of the tables' own trigger.
_LOCK, _TURN = (
    int.from_bytes(hashlib.sha256(name).digest()[:7], "big")
    for name in (b"prospector.signals", b"prospector.identities")
)
#: Signals looked up to tell whether a batch brings news: files are mostly new or mostly seen.
_PROBED = 200
#: SQLite: from what share of known ones on all are looked up; inserting finds a few cheaper.
_MANY = 0.25

_PEOPLE = Target("identity", ("kind", "value"), lock=_TURN)
_COMPANIES = Target("account_identity", ("kind", "value"), lock=_TURN)
_SIGHTINGS = Target(
    "sighting", ("content_hash",), near="email_id", json=("lead_values", "account_values")
)
_SIGNALS = Target(
    "signal", ("external_id",), near="person_identity_id", json=("attributes",), lock=_LOCK
)
#: Column of a sighting → the column that holds the identity, and its kind.
_NAMED_PEOPLE = {
    "email_id": ("email", "email"),
    "profile_id": ("profile", "profile"),
    "phone_id": ("phone", "phone"),
    "name_id": ("name_company", "name_company"),
}
_NAMED_COMPANIES = {"domain_id": ("domain", "domain"), "company_id": ("company", "name")}


class Arrivals(NamedTuple):
    """A batch as frames; see the columns of the tables they fill.

    `people` and `companies` hold kind, value, raw, first_seen_at; `sightings` and `signals` name
    identities by kind and value; `sightings.is_update` tells rows that are no signals.
    """

    people: pl.DataFrame
    companies: pl.DataFrame
    sightings: pl.DataFrame
    signals: pl.DataFrame


class Origin(NamedTuple):
    """Where a batch comes from."""

    run_id: int
    feed: str
    file: str


class Taken(NamedTuple):
    """What was new: signals, and updates of leads and accounts."""

    signals: int
    updates: int


@contextmanager
def desk(database: Database, *, cache_kb: int = CACHE_KB) -> Iterator[Connection]:
    """A connection to take the batches of a file on."""
    with database.staging() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA cache_size = -{cache_kb}")
            # Inserting moves the log between its transactions, instead of at the end of one.
            connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
        yield connection


def take(connection: Connection, batch: Arrivals, origin: Origin) -> Taken:
    """Insert what is new of a batch, and count it."""
    with adding_sqlite.looking_up(connection):
        return _taken(connection, batch, origin)


def _taken(connection: Connection, batch: Arrivals, origin: Origin) -> Taken:
    people = _identities(connection, _PEOPLE, batch.people)
    companies = _identities(connection, _COMPANIES, batch.companies)
    sightings = batch.sightings.with_columns(
        **{name: _ids(people, batch.sightings, *named) for name, named in _NAMED_PEOPLE.items()},
        **{
            name: _ids(companies, batch.sightings, *named)
            for name, named in _NAMED_COMPANIES.items()
        },
    ).drop("email", "profile", "phone", "name_company", "domain", "company")
    updates = _saw(connection, sightings, origin)
    return Taken(_signals(connection, batch.signals, people, companies, origin), updates)


def _identities(connection: Connection, target: Target, found: pl.DataFrame) -> pl.DataFrame:
    """Insert the identities that are new, and give the ids of all: kind, value, id."""
    named = found.select("kind", "value")
    ids = _looked_up(connection, target.table, named)
    if ids.has_nulls():
        missing = ids.is_null().arg_true()
        ids = ids.scatter(missing, inserting.insert_known(connection, target, found[missing]))
    if ids.has_nulls():
        unknown = ids.is_null().arg_true()
        ids = ids.scatter(unknown, _looked_up(connection, target.table, named[unknown]))
    return named.with_columns(ids)


def _looked_up(connection: Connection, table: str, wanted: pl.DataFrame) -> pl.Series:
    """The ids of identities, null where there is none yet."""
    ids = pl.Series("id", [None], dtype=pl.Int64).new_from_index(0, wanted.height)
    for kind in wanted["kind"].unique():
        places = (wanted["kind"] == kind).arg_true()
        values = wanted["value"].gather(places)
        ids = ids.scatter(places, inserting.known(connection, table, "value", values, kind=kind))
    return ids


def _ids(identities: pl.DataFrame, frame: pl.DataFrame, column: str, kind: str) -> pl.Series:
    """The ids of a column of values of one kind."""
    some = identities.filter(pl.col("kind") == kind).select(pl.col("value").alias(column), "id")
    return frame.select(column).join(some, on=column, how="left", maintain_order="left")["id"]


def _saw(connection: Connection, sightings: pl.DataFrame, origin: Origin) -> int:
    """Insert the sightings that are new; how many of them were updates."""
    hashes = sightings["content_hash"]
    seen = inserting.known(
        connection, "sighting", "content_hash", hashes, feed=origin.feed
    ).is_not_null()
    named = sightings.with_columns(**_literals(origin))
    is_update = named["is_update"]
    updates = inserting.insert(
        connection, _SIGHTINGS, named.filter(is_update & ~seen).drop("is_update")
    )
    repeated = named.filter(is_update & seen).drop("is_update")
    if not repeated.is_empty():
        updates += inserting.insert(connection, _SIGHTINGS, _news(connection, repeated, hashes))
    inserting.insert(connection, _SIGHTINGS, named.filter(~is_update & ~seen).drop("is_update"))
    return updates


def _news(connection: Connection, repeated: pl.DataFrame, delivered: pl.Series) -> pl.DataFrame:
    """Of known contents those that are news again, as rows of their own."""
    stage(connection, "in_delivered", delivered.to_frame())
    stage(connection, "in_repeated", repeated.with_row_index("n").cast({"n": pl.Int64}))
    again = [row[0] for row in connection.execute(text(_AGAIN))]
    connection.rollback()
    return repeated[again].with_columns(
        pl.concat_str("content_hash", pl.lit("@"), pl.col("seen_at").cast(pl.String))
    )


def _signals(
    connection: Connection,
    signals: pl.DataFrame,
    people: pl.DataFrame,
    companies: pl.DataFrame,
    origin: Origin,
) -> int:
    ids = signals["external_id"]
    probed = _are_there(connection, ids.head(_PROBED), origin)
    few = probed.len() * _MANY if connection.dialect.name == "sqlite" else 0
    if probed.sum() > few:
        signals = signals.filter(~_are_there(connection, ids, origin))
    named = signals.with_columns(
        person_identity_id=_strongest(people, signals, "person"),
        account_identity_id=_strongest(companies, signals, "account"),
        **_literals(origin),
    )
    names = ("person_kind", "person_value", "account_kind", "account_value")
    return inserting.insert(connection, _SIGNALS, named.drop(names))


def _are_there(connection: Connection, ids: pl.Series, origin: Origin) -> pl.Series:
    found = inserting.known(connection, "signal", "external_id", ids, feed=origin.feed)
    return found.is_not_null()


def _strongest(identities: pl.DataFrame, signals: pl.DataFrame, who: str) -> pl.Series:
    wanted = signals.select(
        pl.col(f"{who}_kind").alias("kind"), pl.col(f"{who}_value").alias("value")
    )
    return wanted.join(identities, on=["kind", "value"], how="left", maintain_order="left")["id"]


def _literals(origin: Origin) -> dict[str, pl.Expr]:
    return {
        "run_id": pl.lit(origin.run_id, dtype=pl.Int64),
        "feed": pl.lit(origin.feed),
        "file": pl.lit(origin.file),
    }


# A CRM says A, then B, then A again: the third is news although its words are known. It is a row
# of its own, told apart by its time, where another content of the same person (or, of nobody, the
# same domain), not delivered again now, stands between the last row with these words and this one.
_AGAIN = """
SELECT i.n FROM in_repeated i
WHERE EXISTS (
    SELECT s.feed FROM sighting s
    WHERE s.feed = i.feed
      AND (s.email_id = i.email_id
           OR (i.email_id IS NULL AND s.profile_id = i.profile_id)
           OR (i.email_id IS NULL AND i.profile_id IS NULL AND s.domain_id = i.domain_id
               AND s.email_id IS NULL AND s.profile_id IS NULL))
      AND (substr(s.content_hash, 1, 32) = i.content_hash
           OR substr(s.content_hash, 1, 32) NOT IN (SELECT d.content_hash FROM in_delivered d))
    GROUP BY s.feed
    HAVING max(CASE WHEN substr(s.content_hash, 1, 32) = i.content_hash THEN s.seen_at END)
           < max(CASE WHEN substr(s.content_hash, 1, 32) <> i.content_hash THEN s.seen_at END)
       AND max(CASE WHEN substr(s.content_hash, 1, 32) <> i.content_hash THEN s.seen_at END)
           < i.seen_at)
ORDER BY i.n
"""
