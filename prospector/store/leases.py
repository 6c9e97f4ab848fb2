"""Who runs a feed: one holder at a time, for a limited time, told from later ones by its fence.

A lease is about processes, so it goes by a real clock: on PostgreSQL by the database's own, since
several hosts never agree; on SQLite, where all processes share one host, by the one passed in.
"""

import os
import platform
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, text
from sqlmodel import Session

from prospector.columns import to_micros
from prospector.errors import LeaseLost

#: The present in microseconds, as each database tells it.
_NOW = {
    "sqlite": ":now",
    "postgresql": "cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)",
}
#: A holder has gone silent: its time is over, or lies further ahead than any lease reaches, since
#: the clock was set back.
_FREE = (
    "(feed_lease.owner IS NULL OR feed_lease.lease_until <= {now}"
    " OR feed_lease.lease_until > {now} + 2 * :length)"
)
_MINE = "feed = :feed AND owner = :owner AND fence = :fence"


class Lease(NamedTuple):
    """The right to run a feed: it is lost when another owner's fence is higher."""

    feed: str
    owner: str
    fence: int


def me() -> str:
    """A name for this process, never used twice: where it lives, its number, and a random part."""
    return f"{_place()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Whether an owner was a process of this machine that is no more.

    Whoever is wrong about it does no harm: what the other one commits is checked by its fence.
    """
    place, _, rest = owner.rpartition(":")[0].rpartition(":")
    if place != _place() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _place() -> str:
    """The host, and on Linux which of its process numberings (containers have their own)."""
    numbering = Path("/proc/self/ns/pid")
    try:
        return f"{platform.node()}/{numbering.readlink().name.strip('pid:[]')}"
    except OSError:
        return platform.node()


def claim(
    session: Session, feed: str, owner: str, length: timedelta, *, clock: datetime
) -> Lease | None:
    """Take the lease of a feed if nobody holds it: one statement, one winner."""
    holder = holder_of(session, feed, length, clock=clock)
    gone = holder if holder is not None and is_gone(holder) else None
    fence = _run(
        session,
        """
        INSERT INTO feed_lease (feed, owner, lease_until, fence)
        VALUES (:feed, :owner, {now} + :length, 1)
        ON CONFLICT (feed) DO UPDATE
        SET owner = excluded.owner, lease_until = excluded.lease_until, fence = feed_lease.fence + 1
        WHERE {free} OR feed_lease.owner = :gone
        RETURNING fence
        """,
        length,
        clock,
        feed=feed,
        owner=owner,
        gone=gone or "",
    ).scalar()
    return None if fence is None else Lease(feed, owner, int(fence))


def holder_of(session: Session, feed: str, length: timedelta, *, clock: datetime) -> str | None:
    """Who holds the lease of a feed now."""
    query = "SELECT owner FROM feed_lease WHERE feed = :feed AND NOT {free}"
    found = _run(session, query, length, clock, feed=feed).scalar()
    return None if found is None else str(found)


def holders(session: Session, length: timedelta, *, clock: datetime) -> dict[str, str]:
    """Every feed that somebody runs now, and who."""
    query = "SELECT feed, owner FROM feed_lease WHERE NOT {free}"
    return {str(feed): str(owner) for feed, owner in _run(session, query, length, clock)}


def renew(session: Session, lease: Lease, length: timedelta, *, clock: datetime) -> bool:
    """Hold it for another length; False = it is lost."""
    return _changed(
        session,
        "UPDATE feed_lease SET lease_until = {now} + :length WHERE {mine}",
        lease,
        length,
        clock,
    )


def check(session: Session, lease: Lease) -> None:
    """Make sure, until the end of this transaction, that the lease is still ours.

    Raises:
        LeaseLost: another process has taken over.
    """
    # An update, not a select: it holds the row, so that nobody takes over before the commit.
    if not _changed(session, "UPDATE feed_lease SET fence = fence WHERE {mine}", lease):
        raise LeaseLost(f"feed {lease.feed}: another process has taken it over")


def release(session: Session, lease: Lease) -> bool:
    """Give it back; False = it was lost before."""
    return _changed(session, "UPDATE feed_lease SET owner = NULL WHERE {mine}", lease)


def release_all(session: Session, owner: str) -> None:
    """Give back whatever an owner holds."""
    _free(session, "owner = :owner", owner=owner)


def free_silent(session: Session, length: timedelta, *, clock: datetime) -> None:
    """Take their leases from holders that have gone silent, so that they cannot commit any more."""
    owners = set(holders(session, length, clock=clock).values())
    gone = {f"gone_{place}": owner for place, owner in enumerate(sorted(filter(is_gone, owners)))}
    named = "".join(f" OR owner = :{name}" for name in gone)
    _free(session, f"owner IS NOT NULL AND ({{free}}{named})", length, clock, **gone)


def _free(
    session: Session,
    which: str,
    length: timedelta = timedelta(),
    clock: datetime | None = None,
    **given: object,
) -> None:
    """Take leases from their holders, locked by name: two who free the same never wait in a circle."""
    locked = " ORDER BY feed FOR UPDATE" if session.get_bind().dialect.name == "postgresql" else ""
    statement = (
        "UPDATE feed_lease SET owner = NULL"
        f" WHERE feed IN (SELECT feed FROM feed_lease WHERE {which}{locked})"
    )
    _run(session, statement, length, clock, **given)


def _changed(
    session: Session,
    statement: str,
    lease: Lease,
    length: timedelta = timedelta(),
    clock: datetime | None = None,
) -> bool:
    return int(_run(session, statement, length, clock, **lease._asdict()).rowcount) == 1


# Any: what the driver answers.
def _run(
    session: Session, statement: str, length: timedelta, clock: datetime | None, **given: object
) -> Any:
    now = _NOW[session.get_bind().dialect.name]
    for name, part in (("free", _FREE), ("mine", _MINE), ("now", now)):
        statement = statement.replace(f"{{{name}}}", part)
    values: dict[str, object] = {
        "length": length // timedelta(microseconds=1),
        "now": to_micros(clock) if clock is not None else 0,
        **given,
    }
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    numbers = [bindparam(name, type_=BigInteger) for name in used if isinstance(used[name], int)]
    return session.execute(text(statement).bindparams(*numbers), used)
