"""Items of the inbox whose id came before with another body: shown, then taken or dropped by a person."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, func, or_, select, update

from prospector.errors import NotFound, UsageError
from prospector.tables import Inbox, InboxStatus

#: `#` and the hash of its body: what the key of a contradiction has behind the sender's id.
_TAIL = 65
_SECOND, _FIRST = aliased(Inbox), aliased(Inbox)
_IS_CONFLICT = col(_SECOND.status) == InboxStatus.CONFLICT
_DECIDED = col(_SECOND.decided_at).is_not(None)


class Verdict(StrEnum):
    """What a person decides about a second body."""

    TAKE = "take"
    DROP = "drop"


class Conflict(NamedTuple):
    """An item whose id came before with another body: both bodies, and what was decided."""

    id: int
    feed: str
    #: The sender's id of both.
    key: str
    #: When it came first, and how often it came.
    received_at: datetime
    times: int
    #: The body that counts; None = forgotten by now.
    first: str | None
    first_at: datetime | None
    second: str
    verdict: Verdict | None
    decided_by: str | None
    decided_at: datetime | None


def find(
    session: Session, feed: str | None = None, *, decided: bool = False, limit: int | None = None
) -> list[Conflict]:
    """The undecided ones, or all of them, the oldest first."""
    which = or_(_IS_CONFLICT, _DECIDED) if decided else and_(_IS_CONFLICT, ~_DECIDED)
    statement = _query().where(which).order_by(col(_SECOND.id)).limit(limit)
    if feed is not None:
        statement = statement.where(col(_SECOND.feed) == feed)
    return [_conflict(row) for row in session.execute(statement)]


def get(session: Session, number: int) -> Conflict:
    """One of them.

    Raises:
        NotFound: there is none with this number.
    """
    which = and_(col(_SECOND.id) == number, or_(_IS_CONFLICT, _DECIDED))
    row = session.execute(_query().where(which)).first()
    if row is None:
        raise NotFound(f"no conflict {number}: `prospector rejects conflicts` lists them")
    return _conflict(row)


def undecided(session: Session) -> dict[str, int]:
    """How many of each feed wait for a decision."""
    statement = (
        select(_SECOND.feed, func.count())
        .where(and_(_IS_CONFLICT, ~_DECIDED))
        .group_by(col(_SECOND.feed))
    )
    return {feed: int(number) for feed, number in session.execute(statement)}


def decide(
    session: Session, number: int, verdict: Verdict, *, actor: str, now: datetime
) -> Conflict:
    """Take an item in as one of its own (with the next drain), or drop it; deciding it again the same way is nothing.

    Raises:
        NotFound: there is none with this number.
        UsageError: it was decided the other way.
    """
    status = InboxStatus.WAITING if verdict is Verdict.TAKE else InboxStatus.CONFLICT
    session.execute(
        update(Inbox)
        .where(
            col(Inbox.id) == number,
            col(Inbox.status) == InboxStatus.CONFLICT,
            col(Inbox.decided_at).is_(None),
        )
        .values(status=status, decided_by=actor, decided_at=now)
    )
    found = get(session, number)
    if found.verdict is not verdict:
        words = "taken" if found.verdict is Verdict.TAKE else "dropped"
        raise UsageError(
            f"conflict {number} was {words} by {found.decided_by} on {found.decided_at:%Y-%m-%d}"
        )
    return found


def _query() -> Any:  # Any: a statement
    first_key = func.substr(_SECOND.key, 1, func.length(_SECOND.key) - _TAIL)
    return select(_SECOND, _FIRST.body, _FIRST.received_at).outerjoin(
        _FIRST, and_(col(_FIRST.feed) == _SECOND.feed, col(_FIRST.key) == first_key)
    )


def _conflict(row: Any) -> Conflict:  # Any: a row of `_query`
    item, first, first_at = row
    verdict = Verdict.DROP if item.status is InboxStatus.CONFLICT else Verdict.TAKE
    return Conflict(
        id=item.id,
        feed=item.feed,
        key=item.key[:-_TAIL],
        received_at=item.received_at,
        times=item.times,
        first=first,
        first_at=first_at,
        second=item.body,
        verdict=verdict if item.decided_at else None,
        decided_by=item.decided_by,
        decided_at=item.decided_at,
    )
