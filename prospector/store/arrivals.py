"""What arrives: identities, sightings and signals, inserted or seen, by set statements in short transactions.

A batch is staged in temporary tables first, outside every lock; then chunks of it are inserted.
What is there already stays as it is: taking a row twice changes nothing.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, text

from prospector.store.database import Database, writing
from prospector.store.staging import stage

#: Rows per write transaction: the lock is held for well under 100 ms.
CHUNK = 2_000
#: Page cache of an import on SQLite; memory stays well under what a batch itself takes.
_CACHE_KB = 128 * 1024
#: PostgreSQL: ids of signals commit in order, so that a reader's watermark misses none.
_LOCK = int.from_bytes(hashlib.sha256(b"prospector.signals").digest()[:7], "big")


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
def desk(database: Database) -> Iterator[Connection]:
    """A connection to take the batches of a file on."""
    with database.staging() as connection:
        if connection.dialect.name == "sqlite":
            # Index pages are hit at random: with the default 2 MB an import reads them over and over.
            connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KB}")
        yield connection


def take(connection: Connection, batch: Arrivals, origin: Origin) -> Taken:
    """Insert what is new of a batch, and count it."""
    json = "CAST(i.{0} AS JSONB)" if connection.dialect.name == "postgresql" else "i.{0}"
    casts = {name: json.format(name) for name in ("lead_values", "account_values", "attributes")}
    for name, frame in batch._asdict().items():
        _stage(connection, f"in_{name}", frame)

    def run(name: str, statement: str, *conditions: str) -> int:
        return _in_chunks(connection, name, statement.format(**casts), origin, conditions)

    run("in_people", _PEOPLE)
    run("in_companies", _COMPANIES)
    updates = 0
    if batch.sightings["is_update"].any():
        updates += run("in_sightings", _SIGHTINGS, "i.is_update")
        updates += run("in_sightings", _AGAIN, "i.is_update")
    if not batch.sightings["is_update"].all():
        run("in_sightings", _SIGHTINGS, "NOT i.is_update")
    return Taken(signals=run("in_signals", _SIGNALS), updates=updates)


def _stage(connection: Connection, name: str, frame: pl.DataFrame) -> None:
    stage(connection, name, frame.with_row_index("n").cast({"n": pl.Int64}))
    connection.exec_driver_sql(f'CREATE INDEX "ix_{name}" ON "{name}" (n)')
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f'ANALYZE "{name}"')
    connection.commit()


def _in_chunks(
    connection: Connection,
    name: str,
    statement: str,
    origin: Origin,
    conditions: Sequence[str],
) -> int:
    """Run an insert over a staged table, some rows per transaction; how many rows were new."""
    part = " AND ".join(("i.n >= :start AND i.n < :stop", *conditions))
    insert = text(statement.replace("incoming", f'"{name}"').replace("(chunk)", part))
    height = connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
    locks = name == "in_signals" and connection.dialect.name == "postgresql"
    inserted = 0
    for start in range(0, height, CHUNK):
        with writing(connection):
            if locks:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            chunk = {"start": start, "stop": start + CHUNK, **origin._asdict()}
            known = {key: value for key, value in chunk.items() if f":{key}" in insert.text}
            inserted += connection.execute(insert, known).rowcount
    return inserted


_PEOPLE = """
INSERT INTO identity (kind, value, raw, first_seen_at)
SELECT i.kind, i.value, i.raw, i.first_seen_at FROM incoming i WHERE (chunk)
ON CONFLICT (kind, value) DO NOTHING
"""
_COMPANIES = """
INSERT INTO account_identity (kind, value, raw, first_seen_at)
SELECT i.kind, i.value, i.raw, i.first_seen_at FROM incoming i WHERE (chunk)
ON CONFLICT (kind, value) DO NOTHING
"""
_SIGHTING = """
INSERT INTO sighting (feed, content_hash, rank, run_id, file, line, received_at, seen_at,
                      email_id, profile_id, phone_id, name_id, domain_id, company_id,
                      lead_values, account_values)
SELECT CAST(:feed AS VARCHAR), [hash], i.rank, :run_id, :file, i.line, i.received_at, i.seen_at,
       email.id, profile.id, phone.id, named.id, domain.id, company.id,
       {lead_values}, {account_values}
FROM incoming i
LEFT JOIN identity email ON email.kind = 'email' AND email.value = i.email
LEFT JOIN identity profile ON profile.kind = 'profile' AND profile.value = i.profile
LEFT JOIN identity phone ON phone.kind = 'phone' AND phone.value = i.phone
LEFT JOIN identity named ON named.kind = 'name_company' AND named.value = i.name_company
LEFT JOIN account_identity domain ON domain.kind = 'domain' AND domain.value = i.domain
LEFT JOIN account_identity company ON company.kind = 'name' AND company.value = i.company
WHERE (chunk)[news]
ON CONFLICT (feed, content_hash) DO NOTHING
"""
_SIGHTINGS = _SIGHTING.replace("[hash]", "i.content_hash").replace("[news]", "")
# A CRM says A, then B, then A again: the third is news although its words are known. It is a row
# of its own, told apart by its time, where another content of the same person (or, of nobody, the
# same domain), not delivered again now, stands between the last row with these words and this one.
_AGAIN = _SIGHTING.replace("[hash]", "i.content_hash || '@' || CAST(i.seen_at AS TEXT)").replace(
    "[news]",
    """
  AND EXISTS (
    SELECT s.feed FROM sighting s
    WHERE s.feed = :feed
      AND (s.email_id = email.id
           OR (email.id IS NULL AND s.profile_id = profile.id)
           OR (email.id IS NULL AND profile.id IS NULL AND s.domain_id = domain.id
               AND s.email_id IS NULL AND s.profile_id IS NULL))
      AND (substr(s.content_hash, 1, 32) = i.content_hash
           OR substr(s.content_hash, 1, 32) NOT IN (SELECT w.content_hash FROM incoming w))
    GROUP BY s.feed
    HAVING max(CASE WHEN substr(s.content_hash, 1, 32) = i.content_hash THEN s.seen_at END)
           < max(CASE WHEN substr(s.content_hash, 1, 32) <> i.content_hash THEN s.seen_at END)
       AND max(CASE WHEN substr(s.content_hash, 1, 32) <> i.content_hash THEN s.seen_at END)
           < i.seen_at)""",
)
_SIGNALS = """
INSERT INTO signal (feed, external_id, kind, occurred_at, occurred_from, occurred_until,
                    received_at, received_assumed, person_identity_id, account_identity_id,
                    subject, subject_of, topic, text, subject_folded, topic_folded, text_folded,
                    url, amount, currency, confidence, attributes, run_id, file, line)
SELECT :feed, i.external_id, i.kind, i.occurred_at, i.occurred_from, i.occurred_until,
       i.received_at, i.received_assumed, person.id, company.id,
       i.subject, i.subject_of, i.topic, i.text, i.subject_folded, i.topic_folded, i.text_folded,
       i.url, i.amount, i.currency, i.confidence, {attributes}, :run_id, :file, i.line
FROM incoming i
LEFT JOIN identity person ON person.kind = i.person_kind AND person.value = i.person_value
LEFT JOIN account_identity company
       ON company.kind = i.account_kind AND company.value = i.account_value
WHERE (chunk)
ORDER BY i.n
ON CONFLICT (feed, external_id) DO NOTHING
"""
