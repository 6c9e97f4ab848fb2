"""What the store knows about each feed: last runs, last news, rejects, cursor, who runs it now."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, select
from sqlmodel import Session, SQLModel

from prospector.store import conflicts, leases
from prospector.tables import RejectStatus, RunStatus, SlotStatus

_SLOT = SQLModel.metadata.tables["feed_slot"]
_FILE = SQLModel.metadata.tables["import_file"]
_REJECT = SQLModel.metadata.tables["reject"]
_CURSOR = SQLModel.metadata.tables["feed_cursor"]
_RUN = SQLModel.metadata.tables["run"]
_INBOX = SQLModel.metadata.tables["inbox"]
_BAD = (SlotStatus.FAILED, SlotStatus.LOST)
#: Feeds, and some facts of each (Any: of each type).
_Rows = list[tuple[str, dict[str, Any]]]


class FeedFacts(NamedTuple):
    """What the store knows about a feed."""

    first_run_at: datetime | None = None
    #: The newest slot of the ledger that is not in the future, run or not.
    last_slot_at: datetime | None = None
    last_run_at: datetime | None = None
    last_status: str | None = None
    last_error: str | None = None
    last_counts: dict[str, int] | None = None
    retry_at: datetime | None = None
    #: Slots in a row that did not end well.
    failures: int = 0
    #: When it last brought something new.
    last_signal_at: datetime | None = None
    open_rejects: int = 0
    #: Items whose id came before with another body, and nobody decided about.
    conflicts: int = 0
    cursor_moved_at: datetime | None = None
    running_by: str | None = None
    running_since: datetime | None = None


def facts(
    session: Session, feeds: Iterable[str], *, now: datetime, lease: timedelta
) -> dict[str, FeedFacts]:
    """What the store knows about feeds."""
    found: dict[str, dict[str, Any]] = {feed: {} for feed in feeds}  # Any: facts of each type
    for rows in (
        _ends(session, now),
        _last_runs(session),
        _named(session, "failures", _failures()),
        _named(session, "last_signal_at", _newest_taken()),
        _named(session, "open_rejects", _open_rejects()),
        [(feed, {"conflicts": many}) for feed, many in conflicts.undecided(session).items()],
        _named(session, "cursor_moved_at", select(_CURSOR.c.feed, _CURSOR.c.moved_at)),
        _running(session, now, lease),
    ):
        for feed, some in rows:
            if feed in found:
                found[feed].update(some)
    return {feed: FeedFacts(**some) for feed, some in found.items()}


def newest_posted(session: Session, feed: str) -> datetime | None:
    """When something was last posted to a feed, whether it is taken in yet or not."""
    query = select(_INBOX.c.received_at).where(_INBOX.c.feed == feed)
    return session.execute(query.order_by(_INBOX.c.id.desc()).limit(1)).scalar()


def _named(session: Session, name: str, statement: Any) -> _Rows:  # Any: a statement
    return [(str(feed), {name: value}) for feed, value in session.execute(statement)]


def _ends(session: Session, now: datetime) -> _Rows:
    """When each feed was run first, and its newest slot that is not in the future."""
    first = func.min(case((_SLOT.c.status != SlotStatus.SKIPPED, _SLOT.c.started_at)))
    last = func.max(case((_SLOT.c.slot_at <= now, _SLOT.c.slot_at)))
    rows = session.execute(select(_SLOT.c.feed, first, last).group_by(_SLOT.c.feed))
    return [(feed, {"first_run_at": one, "last_slot_at": other}) for feed, one, other in rows]


def _last_runs(session: Session) -> _Rows:
    """The newest run of each feed that ended."""
    newest = _newest(_SLOT.c.status.in_((SlotStatus.DONE, *_BAD)))
    names = ("last_run_at", "last_status", "last_error", "last_counts", "retry_at")
    columns = (_SLOT.c.started_at, _SLOT.c.status, _SLOT.c.error, _SLOT.c.counts, _SLOT.c.retry_at)
    rows = session.execute(
        select(_SLOT.c.feed, *columns).join(
            newest, and_(newest.c.feed == _SLOT.c.feed, newest.c.slot_at == _SLOT.c.slot_at)
        )
    )
    return [(row[0], dict(zip(names, row[1:], strict=True))) for row in rows]


def _newest(condition: Any) -> Any:  # Any: SQLAlchemy's conditions and subqueries
    return (
        select(_SLOT.c.feed, func.max(_SLOT.c.slot_at).label("slot_at"))
        .where(condition)
        .group_by(_SLOT.c.feed)
        .subquery()
    )


def _failures() -> Any:  # Any: a statement
    good = _newest(_SLOT.c.status == SlotStatus.DONE)
    since = good.c.slot_at.is_(None) | (_SLOT.c.slot_at > good.c.slot_at)
    return (
        select(_SLOT.c.feed, func.count())
        .outerjoin(good, good.c.feed == _SLOT.c.feed)
        .where(_SLOT.c.status.in_(_BAD), since)
        .group_by(_SLOT.c.feed)
    )


def _newest_taken() -> Any:  # Any: a statement
    """When a feed last brought something new: by its files, of which there are few."""
    return (
        select(_FILE.c.feed, func.max(_FILE.c.received_at))
        .join(_RUN, _RUN.c.id == _FILE.c.run_id)
        .where(_FILE.c.taken > 0, _RUN.c.status == RunStatus.DONE)
        .group_by(_FILE.c.feed)
    )


def _open_rejects() -> Any:  # Any: a statement
    return (
        select(_REJECT.c.feed, func.count())
        .where(_REJECT.c.status == RejectStatus.OPEN)
        .group_by(_REJECT.c.feed)
    )


def _running(session: Session, now: datetime, lease: timedelta) -> _Rows:
    rows = session.execute(
        select(_SLOT.c.feed, func.max(_SLOT.c.started_at))
        .where(_SLOT.c.status == SlotStatus.RUNNING)
        .group_by(_SLOT.c.feed)
    )
    held = leases.holders(session, lease, clock=now)
    return [
        (feed, {"running_by": held[feed], "running_since": since})
        for feed, since in rows
        if feed in held
    ]
