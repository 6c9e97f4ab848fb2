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

from prospector.store import adding_sqlite, inserting, met
from prospector.store.database import Database
from prospector.store.insertion import Target
from prospector.store.staging import stage

#: Page cache of an import on SQLite: index pages are hit at random, and most of them again soon.
CACHE_KB = 160 * 1024
#: PostgreSQL: ids of signals and of identities commit in order, so that a reader's watermark misses
#: none. The second lock is that of the tables' own trigger.
_LOCK, _TURN = (
    int.from_bytes(hashlib.sha256(name).digest()[:7], "big")
    for name in (b"prospector.signals", b"prospector.identities")
)
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
        try:
            yield connection
        finally:
            met.forget(connection)


def take(connection: Connection, batch: Arrivals, origin: Origin) -> Taken:
    """Insert what is new of a batch, and count it."""
    with adding_sqlite.looking_up(connection):
        return _taken(connection, batch, origin)


def _taken(connection: Connection, batch: Arrivals, origin: Origin) -> Taken:
    met.at_hand(connection).refresh(connection)
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
    ids = pl.Series("id", [None], dtype=pl.Int64).new_from_index(0, named.height)
    known = met.at_hand(connection)
    for key, places in _by_kind(target, named):
        values = named["value"].gather(places)
        ids = ids.scatter(places, known.known(connection, key, values))
    if ids.has_nulls():
        missing = ids.is_null().arg_true()
        ids = ids.scatter(missing, inserting.insert_known(connection, target, found[missing]))
    for key, places in _by_kind(target, named.filter(ids.is_null())):
        unknown = ids.is_null().arg_true().gather(places)
        ids = ids.scatter(unknown, met.ask(connection, key, named["value"].gather(unknown)))
    for key, places in _by_kind(target, named):
        known.add(key, named["value"].gather(places), ids.gather(places))
    return named.with_columns(ids)


def _by_kind(target: Target, named: pl.DataFrame) -> Iterator[tuple[met.Key, pl.Series]]:
    """The places of the identities of each kind."""
    for kind in named["kind"].unique().sort():
        key = met.Key(target.table, "value", (("kind", kind),))
        yield key, (named["kind"] == kind).arg_true()


def _ids(identities: pl.DataFrame, frame: pl.DataFrame, column: str, kind: str) -> pl.Series:
    """The ids of a column of values of one kind."""
    some = identities.filter(pl.col("kind") == kind).select(pl.col("value").alias(column), "id")
    return frame.select(column).join(some, on=column, how="left", maintain_order="left")["id"]


def _saw(connection: Connection, sightings: pl.DataFrame, origin: Origin) -> int:
    """Insert the sightings that are new; how many of them were updates."""
    hashes = sightings["content_hash"]
    is_update = sightings["is_update"]
    key = met.Key("sighting", "content_hash", (("feed", origin.feed),))
    # Of an update it must be known: it may be news again.
    asked = met.ask if is_update.any() else met.at_hand(connection).known
    seen = asked(connection, key, hashes).is_not_null()
    named = sightings.with_columns(**_literals(origin)).drop("is_update")
    updates = inserting.insert(connection, _SIGHTINGS, named.filter(is_update & ~seen))
    repeated = named.filter(is_update & seen)
    if not repeated.is_empty():
        updates += inserting.insert(connection, _SIGHTINGS, _news(connection, repeated, hashes))
    inserting.insert(connection, _SIGHTINGS, named.filter(~is_update & ~seen))
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
    key = met.Key("signal", "external_id", (("feed", origin.feed),))
    known, ids = met.at_hand(connection), signals["external_id"]
    copied = connection.dialect.name != "sqlite"
    seen = known.known(connection, key, ids, few=0 if copied else _MANY)
    signals = signals.filter(seen.is_null())
    named = signals.with_columns(
        person_identity_id=_strongest(people, signals, "person"),
        account_identity_id=_strongest(companies, signals, "account"),
        **_literals(origin),
    )
    names = ("person_kind", "person_value", "account_kind", "account_value")
    inserted = inserting.insert(connection, _SIGNALS, named.drop(names))
    if copied:  # where one that is there fails all of them, even one of this very import
        known.add(key, ids, pl.Series([0]).new_from_index(0, ids.len()))
    return inserted


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
