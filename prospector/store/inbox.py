"""What webhooks brought: kept raw before it is answered, each item once; taken in afterwards."""

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, delete, func, select, update

from prospector.columns import to_micros
from prospector.errors import StoreError
from prospector.store.database import BUSY_TIMEOUT_MS, Database
from prospector.tables import ImportFile, Inbox, InboxStatus, Run, RunStatus

#: Where an item of the inbox came from, as signals and rejects name it; its line is its id.
FILE = "inbox"
#: Rows per statement: 500 of 7 values, well below every driver's limit.
_SOME = 500
#: A longer id is kept as its hash: an index entry has a largest size.
_LONGEST_KEY = 200
#: Seconds between two tries to write.
_LOOK_AGAIN_S = 0.001
_COLUMNS = "feed, key, body_hash, body, headers, received_at, status"
_UNDECIDED = (Inbox.status == InboxStatus.CONFLICT, col(Inbox.decided_at).is_(None))


class Item(NamedTuple):
    """One item of a webhook, as it is kept."""

    feed: str
    key: str
    body_hash: str
    body: str
    #: JSON text.
    headers: str
    received_at: int


class Fate(StrEnum):
    """What keeping an item came to."""

    ACCEPTED = "accepted"
    SEEN = "seen"
    CONFLICT = "conflict"
    REFUSED = "refused"


class Waiting(NamedTuple):
    """An item nobody has taken in yet."""

    id: int
    body: str
    received_at: int
    #: Whether a person took it though its id had another body before.
    is_apart: bool


class Counts(NamedTuple):
    """How the inbox stands."""

    waiting: int
    conflicts: int
    oldest: datetime | None


def make_item(
    feed: str, key: str | None, body: str, headers: Mapping[str, str], received_at: int
) -> Item:
    """An item under its sender's id, else under the hash of its body."""
    body_hash = hashlib.sha256(body.encode()).hexdigest()
    named = key or body_hash
    if len(named) > _LONGEST_KEY:
        named = hashlib.sha256(named.encode()).hexdigest()
    return Item(feed, named, body_hash, body, json.dumps(headers) if headers else "{}", received_at)


@contextmanager
def desk(database: Database) -> Iterator[Connection]:
    """The connection of the one who keeps items."""
    with database.engine.connect() as connection:
        _never_wait(connection)
        try:
            yield connection
        finally:
            if database.dialect == "sqlite":
                connection.invalidate()  # others, who get a pooled one, wait for each other


def _never_wait(connection: Connection) -> None:
    """SQLite: do not wait for other writers; `_as_soon_as_possible` does."""
    raw: Any = connection.connection.driver_connection
    if _is_sqlite(raw):
        raw.execute("PRAGMA busy_timeout = 0")


def keep(connection: Connection, items: Sequence[Item]) -> list[Fate]:
    """Keep items, durably when it returns; items one of which the database refuses are tried one by one.

    Raises:
        StoreError: the database cannot be written now; nothing is kept.
    """
    # Any: sqlite3 or psycopg, which behave alike here.
    driver: Any = connection.dialect.dbapi
    raw: Any = connection.connection.driver_connection
    try:
        return _keep_together(raw, items)
    except (driver.DataError, driver.IntegrityError, UnicodeError):
        raw.rollback()
        if len(items) == 1:
            return [Fate.REFUSED]
        return [fate for item in items for fate in keep(connection, [item])]
    except driver.Error as error:
        connection.invalidate()  # whatever it is, the next attempt begins anew
        with suppress(DBAPIError):
            _never_wait(connection)
        raise StoreError(f"the inbox cannot be written: {type(error).__name__}") from error


def _keep_together(raw: Any, items: Sequence[Item]) -> list[Fate]:
    parts = [items[start : start + _SOME] for start in range(0, len(items), _SOME)]
    return [fate for part in parts for fate in _insert(raw, part)]


def _insert(raw: Any, items: Sequence[Item]) -> list[Fate]:
    """Insert what is new in one transaction, and find out what the rest is.

    On SQLite one statement outside any transaction is one by itself: each further step would wait
    for the threads that answer meanwhile.
    """
    new = _insert_new(raw, items, InboxStatus.WAITING)
    if new is None:
        return [Fate.ACCEPTED] * len(items)
    fates, others = [], []
    for item in items:
        named = (item.feed, item.key)
        if named in new:
            new.remove(named)  # the same key again in one batch is a resend
            fates.append(Fate.ACCEPTED)
        elif _hash_of(raw, item) == item.body_hash:
            fates.append(Fate.SEEN)
        else:
            others.append(item._replace(key=f"{item.key}#{item.body_hash}"))
            fates.append(Fate.CONFLICT)
    for item in others:
        _contradict(raw, item)
    raw.commit()
    return fates


def _contradict(raw: Any, item: Item) -> None:
    """Keep an item that contradicts another, or count that it came again."""
    statement = _statement(1, sqlite=_is_sqlite(raw), again="DO UPDATE SET times = inbox.times + 1")
    values = (*item, InboxStatus.CONFLICT.value)
    _as_soon_as_possible(lambda: raw.execute(statement, values))


def _insert_new(
    raw: Any, items: Sequence[Item], status: InboxStatus
) -> set[tuple[str, str]] | None:
    """Insert what is not there yet; returns feed and key of what was, None = everything."""
    values = tuple(value for item in items for value in (*item, status.value))
    statement = _statement(len(items), sqlite=_is_sqlite(raw))
    cursor = _as_soon_as_possible(lambda: raw.execute(statement, values))
    number = int(cursor.rowcount)
    raw.commit()
    if number == len(items):
        return None
    last = "SELECT feed, key FROM inbox ORDER BY id DESC LIMIT "  # ids only ever grow
    found = raw.execute(last + str(number)) if _is_sqlite(raw) else cursor
    return {(row[0], row[1]) for row in found.fetchall()}


def _as_soon_as_possible(write: Callable[[], Any]) -> Any:
    """Do it when no other connection writes; SQLite's own waiting sleeps up to 100 ms too long."""
    for _ in range(BUSY_TIMEOUT_MS):
        try:
            return write()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(_LOOK_AGAIN_S)
    return write()


def _is_sqlite(raw: Any) -> bool:
    return isinstance(raw, sqlite3.Connection)


@lru_cache(maxsize=2 * _SOME)
def _statement(rows: int, *, sqlite: bool, again: str = "DO NOTHING") -> str:
    row = "(?, ?, ?, ?, ?, ?, ?)" if sqlite else "(%s, %s, %s, %s, CAST(%s AS JSONB), %s, %s)"
    values = ", ".join([row] * rows)
    insert = f"INSERT INTO inbox ({_COLUMNS}) VALUES {values} ON CONFLICT (feed, key) {again}"
    return insert if sqlite else f"{insert} RETURNING feed, key"


def _hash_of(raw: Any, item: Item) -> str | None:
    mark = "?" if _is_sqlite(raw) else "%s"
    found = raw.execute(
        f"SELECT body_hash FROM inbox WHERE feed = {mark} AND key = {mark}", (item.feed, item.key)
    ).fetchone()
    return found and str(found[0])


def checkpoint_alone(database: Database) -> None:
    """SQLite: from now on no connection of this process checkpoints by itself; `checkpoint` does."""
    if database.dialect == "sqlite":
        event.listen(database.engine, "connect", _never_checkpoint)
        database.dispose()  # those already open would go on


def _never_checkpoint(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA wal_autocheckpoint = 0")


def checkpoint(holder: Connection, worker: Connection) -> bool:
    """SQLite: move the log into the database while nobody can write; False = somebody writes now.

    Versions before 3.51.3 may corrupt a store when one connection writes while another
    checkpoints: `holder` has the write lock meanwhile, `worker` does it (ADR 0019).
    """
    lock, log = holder.connection.driver_connection, worker.connection.driver_connection
    if lock is None or log is None:
        return False
    try:
        lock.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    try:
        log.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    finally:
        lock.execute("ROLLBACK")
    return True


def version(desk: Connection) -> int:
    """SQLite: a number that changes when another connection writes."""
    raw = desk.connection.driver_connection
    return 0 if raw is None else int(raw.execute("PRAGMA data_version").fetchone()[0])


def waiting(session: Session, feed: str, limit: int) -> list[Waiting]:
    """A feed's items nobody has taken in, the oldest first."""
    found = session.exec(
        select(Inbox.id, Inbox.body, Inbox.received_at, Inbox.decided_at)
        .where(Inbox.status == InboxStatus.WAITING, Inbox.feed == feed)
        .order_by(col(Inbox.id))
        .limit(limit)
    )
    return [
        Waiting(number or 0, body, to_micros(at), decided is not None)
        for number, body, at, decided in found
    ]


def newest(session: Session) -> int:
    """The number of the item that came last."""
    return session.exec(select(func.max(Inbox.id))).one() or 0


def counts(session: Session) -> Counts:
    """How many items wait, since when, and how many contradict others and are undecided."""
    number, oldest = session.exec(
        select(func.count(), func.min(Inbox.received_at)).where(Inbox.status == InboxStatus.WAITING)
    ).one()
    conflicts = session.exec(select(func.count()).where(*_UNDECIDED)).one()
    return Counts(number, conflicts, oldest)


def stranded(session: Session, feeds: Collection[str]) -> dict[str, int]:
    """How many items wait for feeds other than these, by feed."""
    found = session.exec(
        select(Inbox.feed, func.count())
        .where(Inbox.status == InboxStatus.WAITING, col(Inbox.feed).not_in(feeds))
        .group_by(Inbox.feed)
        .order_by(Inbox.feed)
    )
    return dict(found.all())


def day_file(session: Session, feed: str, profile: str, now: datetime) -> tuple[int, int]:
    """The run and file under which a feed's items of this UTC day are counted; made on first use.

    One of each per day: items come every second, and nobody reads a log of that.
    """
    label = f"{FILE}/{feed}/{now:%Y-%m-%d}"
    kind = f"{profile}/json"
    found = session.exec(
        select(ImportFile.run_id, ImportFile.id).where(
            ImportFile.feed == feed, ImportFile.sha256 == label, ImportFile.format == kind
        )
    ).first()
    if found is not None:
        return int(found[0]), int(found[1] or 0)
    none = dict.fromkeys(("rows", "taken", "seen", "rejected"), 0)
    run = Run(
        stage=FILE,
        feed=feed,
        status=RunStatus.DONE,
        as_of=now,
        started_at=now,
        finished_at=now,
        counts=none,
    )
    session.add(run)
    session.flush()
    file = ImportFile(
        run_id=run.id or 0,
        feed=feed,
        path=FILE,
        sha256=label,
        size=0,
        format=kind,
        encoding="utf-8",
        received_at=now,
    )
    session.add(file)
    session.flush()
    return int(run.id or 0), int(file.id or 0)


def mark_taken(session: Session, ids: Sequence[int], *, run_id: int | None) -> int:
    """Mark waiting items as taken (by a run, or None: what they name was), each once; how many waited."""
    changed = 0
    for start in range(0, len(ids), _SOME):
        result = session.exec(
            update(Inbox)
            .where(
                col(Inbox.id).in_(ids[start : start + _SOME]),
                col(Inbox.status) == InboxStatus.WAITING,
            )
            .values(status=InboxStatus.TAKEN, run_id=run_id)
        )
        changed += result.rowcount
    return changed


def add_counts(
    session: Session, run_id: int, file_id: int, added: Mapping[str, int], now: datetime
) -> None:
    """Add to the counts of the day's run and file."""
    session.exec(
        update(ImportFile)
        .where(col(ImportFile.id) == file_id)
        .values({name: getattr(ImportFile, name) + number for name, number in added.items()})
    )
    run = session.get_one(Run, run_id)
    run.counts = {name: run.counts.get(name, 0) + number for name, number in added.items()}
    run.finished_at = now
    session.add(run)


def outdated(session: Session, before: datetime, limit: int) -> list[int]:
    """Of the oldest items that wait no more, those that came before a time."""
    # Few wait so long: only those of a feed that is gone, and they must not hide what is behind them.
    oldest = session.exec(
        select(Inbox.id, Inbox.received_at)
        .where(Inbox.status != InboxStatus.WAITING)
        .order_by(col(Inbox.id))
        .limit(limit)
    )
    return [number or 0 for number, at in oldest if at < before]


def forget(session: Session, ids: Sequence[int]) -> None:
    """Delete items: their key is free again, and their people are in no raw body any more."""
    for start in range(0, len(ids), _SOME):
        session.exec(delete(Inbox).where(col(Inbox.id).in_(ids[start : start + _SOME])))


def apart(session: Session, ids: Sequence[int]) -> set[int]:
    """Of these items, those a person took though their id had another body before."""
    found: set[int] = set()
    for start in range(0, len(ids), _SOME):
        some = col(Inbox.id).in_(ids[start : start + _SOME])
        rows = session.exec(select(Inbox.id).where(some, col(Inbox.decided_at).is_not(None)))
        found.update(number or 0 for number in rows)
    return found
