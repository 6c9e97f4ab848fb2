"""Drafts: read them, write them, and move them by statement.

A status changes only through `move`: a conditional UPDATE whose row count tells whether somebody
else was there first. No caller sets a status on a row it has read.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from prospector.errors import NotFound
from prospector.tables import OPEN_DRAFT, Action, Decision, Draft, DraftStatus

#: The order of the queue: priority, then the older draft, so that it is the same every time.
_ORDER = (col(Draft.priority).desc(), col(Draft.id))
# Any: the two dialects' insert share no type, only `on_conflict_do_nothing`.
_DIALECT_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def get(session: Session, draft_id: int) -> Draft:
    """One draft, as it is now.

    Raises:
        NotFound: there is none with this id.
    """
    draft = session.get(Draft, draft_id, populate_existing=True)
    if draft is None:
        raise NotFound(f"no draft {draft_id}: `prospector queue` lists them")
    return draft


def by_status(
    session: Session,
    *statuses: DraftStatus,
    owner: str | None = None,
    limit: int | None = None,
) -> Sequence[Draft]:
    """The drafts in these statuses, of one owner or all, best first."""
    statement = select(Draft).where(col(Draft.status).in_(statuses)).order_by(*_ORDER)
    if owner is not None:
        statement = statement.where(Draft.owner == owner)
    return session.exec(statement.limit(limit), execution_options=_FRESH).all()


def open_drafts(session: Session, *, owner: str | None = None) -> Sequence[Draft]:
    """Every draft that is queued, held, approved or snoozed, best first."""
    return by_status(session, *OPEN_DRAFT, owner=owner)


def open_of_lead(session: Session, lead_id: int) -> Draft | None:
    """The open draft of one lead."""
    statement = select(Draft).where(Draft.lead_id == lead_id, col(Draft.status).in_(OPEN_DRAFT))
    return session.exec(statement, execution_options=_FRESH).one_or_none()


def counts(session: Session) -> dict[DraftStatus, int]:
    """How many drafts stand in each status; a status without drafts is 0."""
    statement = select(Draft.status, func.count()).group_by(col(Draft.status))
    found = dict(session.exec(statement).all())
    return {status: found.get(status, 0) for status in DraftStatus}


# Any: a column's own type; the table checks it.
def move(
    session: Session,
    draft_id: int,
    old: DraftStatus | Sequence[DraftStatus],
    new: DraftStatus,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    **values: Any,
) -> bool:
    """Move a draft from one of `old` to `new` and set `values`, if it is still in one of `old`.

    False means that somebody else moved it first (or that `where` no longer holds): nothing was
    written. `updated_at` is among the values: callers pass their own time.
    """
    expected = (old,) if isinstance(old, DraftStatus) else tuple(old)
    statement = (
        update(Draft)
        .where(col(Draft.id) == draft_id, col(Draft.status).in_(expected), *where)
        .values(status=new, **values)
    )
    return cast("CursorResult[Any]", session.execute(statement)).rowcount == 1


def untouched() -> ColumnElement[bool]:
    """The condition that no person has touched a draft: what the machine may rewrite."""
    return col(Draft.touched_by).is_(None)


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """Write drafts of leads that have none open; returns how many were new.

    A lead that got an open draft meanwhile is passed over: the partial unique index decides.
    """
    if not rows:
        return 0
    insert = _DIALECT_INSERT[session.get_bind().dialect.name]
    table = Draft.__table__  # type: ignore[attr-defined] # SQLModel hides the table
    # Not the row count: drivers do not know it for many rows at once.
    statement = insert(table).on_conflict_do_nothing().returning(table.c.id)
    return len(session.connection().execute(statement, [dict(row) for row in rows]).all())


def decide(  # noqa: PLR0913 - the columns of a decision
    session: Session,
    draft_id: int,
    action: Action,
    *,
    actor: str,
    at: datetime,
    bulk: bool = False,
    reason: str | None = None,
    before: str | None = None,
) -> None:
    """Record what a person decided about a draft."""
    session.add(
        Decision(
            draft_id=draft_id,
            action=action,
            actor=actor,
            at=at,
            bulk=bulk,
            reason=reason,
            before=before,
        )
    )


def decisions(session: Session, draft_id: int) -> Sequence[Decision]:
    """What people decided about a draft, oldest first."""
    statement = select(Decision).where(Decision.draft_id == draft_id).order_by(col(Decision.id))
    return session.exec(statement).all()


#: A row read twice in one session shows what it is now, not what it was.
_FRESH = {"populate_existing": True}
