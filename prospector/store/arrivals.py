"""What arrives: identities, sightings and signals, inserted or seen, by set statements in short transactions.

A batch is staged in temporary tables first, outside every lock; then chunks of it are inserted.
What is there already stays as it is: taking a row twice changes nothing.
"""

import hashlib
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, text

from prospector.store.database import Database, writing
from prospector.store.staging import stage

#: Rows per write transaction: the lock is held for well under 100 ms.
CHUNK = 2_000
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


def take(database: Database, batch: Arrivals, origin: Origin) -> Taken:
    """Insert what is new of a batch, and count it."""
    with database.staging() as connection:
        _stage(connection, "in_people", batch.people)
        _stage(connection, "in_companies", batch.companies)
        _stage(connection, "in_sightings", batch.sightings)
        _stage(connection, "in_signals", batch.signals)
        for name, statement in (("in_people", _PEOPLE), ("in_companies", _COMPANIES)):
            _in_chunks(connection, name, getattr(batch, name[3:]).height, statement, origin)
        json = "CAST(i.{0} AS JSONB)" if database.dialect == "postgresql" else "i.{0}"
        sightings = _SIGHTINGS.format(
            lead_values=json.format("lead_values"), account_values=json.format("account_values")
        )
        updates = _in_chunks(
            connection, "in_sightings", batch.sightings.height, sightings, origin, "is_update"
        )
        _in_chunks(
            connection, "in_sightings", batch.sightings.height, sightings, origin, "NOT is_update"
        )
        signals = _in_chunks(
            connection,
            "in_signals",
            batch.signals.height,
            _SIGNALS.format(attributes=json.format("attributes")),
            origin,
            lock=database.dialect == "postgresql",
        )
    return Taken(signals=signals, updates=updates)


def _stage(connection: Connection, name: str, frame: pl.DataFrame) -> None:
    stage(connection, name, frame.with_row_index("n").cast({"n": pl.Int64}))
    connection.exec_driver_sql(f'CREATE INDEX "ix_{name}" ON "{name}" (n)')
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f'ANALYZE "{name}"')
    connection.commit()


def _in_chunks(  # noqa: PLR0913, PLR0917 - one private loop for every statement
    connection: Connection,
    name: str,
    height: int,
    statement: str,
    origin: Origin,
    condition: str = "",
    *,
    lock: bool = False,
) -> int:
    """Run an insert over a staged table, some rows per transaction; how many rows were new."""
    inserted = 0
    where = f" AND {condition}" if condition else ""
    insert = text(
        statement.replace("FROM incoming", f'FROM "{name}"').replace(
            "WHERE chunk", f"WHERE i.n >= :start AND i.n < :stop{where}"
        )
    )
    for start in range(0, height, CHUNK):
        with writing(connection):
            if lock:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            result = connection.execute(
                insert, {"start": start, "stop": start + CHUNK, **_bound(statement, origin)}
            )
            inserted += result.rowcount
    return inserted


def _bound(statement: str, origin: Origin) -> dict[str, str | int]:
    return {name: value for name, value in origin._asdict().items() if f":{name}" in statement}


_PEOPLE = """
INSERT INTO identity (kind, value, raw, first_seen_at)
SELECT i.kind, i.value, i.raw, i.first_seen_at FROM incoming i WHERE chunk
ON CONFLICT (kind, value) DO NOTHING
"""
_COMPANIES = """
INSERT INTO account_identity (kind, value, raw, first_seen_at)
SELECT i.kind, i.value, i.raw, i.first_seen_at FROM incoming i WHERE chunk
ON CONFLICT (kind, value) DO NOTHING
"""
_SIGHTINGS = """
INSERT INTO sighting (feed, content_hash, rank, run_id, file, line, received_at, seen_at,
                      email_id, profile_id, phone_id, name_id, domain_id, company_id,
                      lead_values, account_values)
SELECT :feed, i.content_hash, i.rank, :run_id, :file, i.line, i.received_at, i.seen_at,
       email.id, profile.id, phone.id, named.id, domain.id, company.id,
       {lead_values}, {account_values}
FROM incoming i
LEFT JOIN identity email ON email.kind = 'email' AND email.value = i.email
LEFT JOIN identity profile ON profile.kind = 'profile' AND profile.value = i.profile
LEFT JOIN identity phone ON phone.kind = 'phone' AND phone.value = i.phone
LEFT JOIN identity named ON named.kind = 'name_company' AND named.value = i.name_company
LEFT JOIN account_identity domain ON domain.kind = 'domain' AND domain.value = i.domain
LEFT JOIN account_identity company ON company.kind = 'name' AND company.value = i.company
WHERE chunk
ON CONFLICT (feed, content_hash) DO NOTHING
"""
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
WHERE chunk
ORDER BY i.n
ON CONFLICT (feed, external_id) DO NOTHING
"""
