"""The ledger of planned runs: each slot begins once, and ends by the one who holds its lease."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import CursorResult, Update, and_, delete, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from prospector.errors import LeaseLost
from prospector.store.leases import Lease
from prospector.tables import FeedLease, FeedSlot, Run, RunStatus, SlotStatus

# Any: two dialects, one clause.
_DIALECT_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_SLOT = SQLModel.metadata.tables["feed_slot"]
_TRIED_AGAIN = (SlotStatus.LOST, SlotStatus.FAILED)
#: When to try a slot again after so many attempts; None = never.
Again = Callable[[int], datetime | None]


class Turn(NamedTuple):
    """A slot that is being run, by the holder of a lease, for the nth time."""

    lease: Lease
    slot_at: datetime
    attempt: int
    started_at: datetime
    planned: bool


class Lost(NamedTuple):
    """A slot whose process died, and when it is tried again."""

    feed: str
    slot_at: datetime
    attempt: int
    retry_at: datetime | None


def last(session: Session, feed: str, *, now: datetime) -> datetime | None:
    """A feed's newest slot that is not in the future."""
    return session.execute(
        select(func.max(col(FeedSlot.slot_at))).where(
            col(FeedSlot.feed) == feed, col(FeedSlot.slot_at) <= now
        )
    ).scalar()


def to_retry(session: Session, feed: str, *, now: datetime) -> datetime | None:
    """The oldest slot of a feed that is to be tried again by now."""
    return session.execute(
        select(func.min(col(FeedSlot.slot_at))).where(
            col(FeedSlot.feed) == feed,
            col(FeedSlot.retry_at) <= now,
            col(FeedSlot.status).in_(_TRIED_AGAIN),
        )
    ).scalar()


def begin(session: Session, lease: Lease, slot_at: datetime, *, now: datetime) -> Turn | None:
    """Begin a planned slot, or take a lost or failed one up again; None = it is not to be run."""
    row = _row(lease, slot_at, now) | {"planned": True}
    statement = _insert(session).values(row)
    statement = statement.on_conflict_do_update(
        index_elements=["feed", "slot_at"],
        set_={
            "status": SlotStatus.RUNNING,
            "attempt": _SLOT.c.attempt + 1,
            "owner": lease.owner,
            "fence": lease.fence,
            "started_at": now,
            "finished_at": None,
            "retry_at": None,
            "error": None,
        },
        where=and_(_SLOT.c.status.in_(_TRIED_AGAIN), _SLOT.c.retry_at <= now),
    ).returning(_SLOT.c.attempt)
    attempt = session.execute(statement).scalar()
    return None if attempt is None else Turn(lease, slot_at, int(attempt), now, planned=True)


def begin_unplanned(session: Session, lease: Lease, *, now: datetime) -> Turn:
    """Begin a run that somebody asked for now; under `--as-of` several may have one instant."""
    newest = session.execute(
        select(func.max(col(FeedSlot.slot_at))).where(
            col(FeedSlot.feed) == lease.feed,
            col(FeedSlot.slot_at) >= now,
            col(FeedSlot.slot_at) < now + timedelta(seconds=1),
        )
    ).scalar()
    slot_at = now if newest is None else newest + timedelta(microseconds=1)
    session.execute(_insert(session).values(_row(lease, slot_at, now) | {"planned": False}))
    return Turn(lease, slot_at, 1, now, planned=False)


def skip(session: Session, feed: str, slot_at: datetime, owner: str, *, missed: int) -> bool:
    """Write that nobody was there for some slots, the newest of which is given."""
    row = _row(Lease(feed, owner, 0), slot_at, slot_at) | {
        "planned": True,
        "status": SlotStatus.SKIPPED,
        "finished_at": slot_at,
        "counts": {"missed": missed},
    }
    statement = _insert(session).values(row).on_conflict_do_nothing().returning(_SLOT.c.feed)
    return session.execute(statement).scalar() is not None


def supersede(session: Session, feed: str, *, before: datetime) -> None:
    """Older slots need not be tried again: a newer one does their work."""
    session.execute(
        update(FeedSlot)
        .where(
            col(FeedSlot.feed) == feed,
            col(FeedSlot.slot_at) < before,
            col(FeedSlot.retry_at).is_not(None),
        )
        .values(retry_at=None)
    )


def done(session: Session, turn: Turn, counts: Mapping[str, int], *, finished_at: datetime) -> None:
    """End a slot well, in the transaction of the last thing it did.

    Raises:
        LeaseLost: it is no longer ours to end.
    """
    _end(session, turn, status=SlotStatus.DONE, finished_at=finished_at, counts=dict(counts))


def failed(  # noqa: PLR0913 - what the ledger keeps of a failure
    session: Session,
    turn: Turn,
    counts: Mapping[str, int],
    error: str,
    *,
    finished_at: datetime,
    retry_at: datetime | None,
) -> None:
    """End a slot badly; it may be tried again.

    Raises:
        LeaseLost: it is no longer ours to end.
    """
    _end(
        session,
        turn,
        status=SlotStatus.FAILED,
        finished_at=finished_at,
        counts=dict(counts),
        error=error,
        retry_at=retry_at,
    )


def interrupted(
    session: Session, turn: Turn, counts: Mapping[str, int], *, finished_at: datetime
) -> None:
    """Put a slot back that was cut short by us: this attempt does not count.

    Raises:
        LeaseLost: it is no longer ours to put back.
    """
    _end(
        session,
        turn,
        status=SlotStatus.LOST,
        attempt=turn.attempt - 1,
        finished_at=finished_at,
        counts=dict(counts),
        error="stopped half-way: prospector was shut down",
        # What was asked for is asked for again by whoever wants it.
        retry_at=finished_at if turn.planned else None,
    )


def reap(session: Session, again: Again, *, now: datetime) -> list[Lost]:
    """Find slots whose process has died: they are lost, to be tried again or given up."""
    held = exists().where(
        col(FeedLease.feed) == col(FeedSlot.feed),
        col(FeedLease.fence) == col(FeedSlot.fence),
        col(FeedLease.owner) == col(FeedSlot.owner),
    )
    # In a stated order: two processes that lock the same rows one by one never wait in a circle.
    rows = session.execute(
        select(FeedSlot)
        .where(col(FeedSlot.status) == SlotStatus.RUNNING, ~held)
        .order_by(col(FeedSlot.feed), col(FeedSlot.slot_at))
    ).scalars()
    found = [_lose(session, slot, again, now) for slot in rows.all()]
    return [lost for lost in found if lost is not None]


def _lose(session: Session, slot: FeedSlot, again: Again, now: datetime) -> Lost | None:
    """Write that a slot is lost; None = another process was quicker to write it."""
    retry_at = again(slot.attempt) if slot.planned else None
    gives_up = slot.planned and retry_at is None
    times = "once" if slot.attempt == 1 else f"{slot.attempt} times"
    statement = (
        update(_SLOT)
        .where(
            _SLOT.c.feed == slot.feed,
            _SLOT.c.slot_at == slot.slot_at,
            _SLOT.c.status == SlotStatus.RUNNING,
            _SLOT.c.fence == slot.fence,
        )
        .values(
            status=SlotStatus.FAILED if gives_up else SlotStatus.LOST,
            finished_at=now,
            retry_at=retry_at,
            error=f"the process that ran it died ({times})",
        )
    )
    if not _changed_one(session, statement):
        return None
    # Its run in the log: the one of this feed that began when the slot did.
    session.execute(
        update(Run)
        .where(
            col(Run.feed) == slot.feed,
            col(Run.started_at) == slot.started_at,
            col(Run.status) == RunStatus.RUNNING,
        )
        .values(status=RunStatus.FAILED, finished_at=now, error="the process died")
    )
    return Lost(slot.feed, slot.slot_at, slot.attempt, retry_at)


def prune(session: Session, *, before: datetime) -> int:
    """Forget old slots that ended; the newest of each feed stays."""
    newer = select(func.max(_SLOT.c.slot_at)).group_by(_SLOT.c.feed)
    found: Any = session.execute(  # Any: a cursor result, which alone has a row count
        delete(_SLOT).where(
            _SLOT.c.slot_at < before,
            _SLOT.c.status != SlotStatus.RUNNING,
            _SLOT.c.retry_at.is_(None),
            _SLOT.c.slot_at.not_in(newer),
        )
    )
    return int(found.rowcount)


def _row(lease: Lease, slot_at: datetime, now: datetime) -> dict[str, Any]:  # Any: column values
    return {
        "feed": lease.feed,
        "slot_at": slot_at,
        "status": SlotStatus.RUNNING,
        "attempt": 1,
        "owner": lease.owner,
        "fence": lease.fence,
        "started_at": now,
        "counts": {},
    }


def _insert(session: Session) -> Any:  # Any: two dialects, one clause
    return _DIALECT_INSERT[session.get_bind().dialect.name](_SLOT)


def _end(session: Session, turn: Turn, **values: Any) -> None:  # Any: column values
    run = (
        select(func.max(col(Run.id)))
        .where(col(Run.feed) == turn.lease.feed, col(Run.started_at) == turn.started_at)
        .scalar_subquery()
    )
    statement = (
        update(_SLOT)
        .where(
            _SLOT.c.feed == turn.lease.feed,
            _SLOT.c.slot_at == turn.slot_at,
            _SLOT.c.status == SlotStatus.RUNNING,
            _SLOT.c.owner == turn.lease.owner,
            _SLOT.c.fence == turn.lease.fence,
        )
        .values(run_id=run, **values)
    )
    if not _changed_one(session, statement):
        raise LeaseLost(f"feed {turn.lease.feed}: another process has taken it over")


def _changed_one(session: Session, statement: Update) -> bool:
    found = session.connection().execute(statement)
    return isinstance(found, CursorResult) and found.rowcount == 1
