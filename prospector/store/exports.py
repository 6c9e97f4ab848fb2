"""Exports: receipts that are opened, filled, sealed and finished, each by one statement.

open      the row is there; each transaction of touches first checks that it still is (`add`)
sealed    no touch can join any more (`closed_at`); its content is what the touches say
finished  the file is on disk and its hash is known (`sha256`)

A crash leaves an open or a sealed row. Whoever exports next seals and finishes it; an exporter
that was only slow finds its row sealed and goes on with a new one. Nothing waits, nothing is lost.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, case, select, update
from sqlmodel import Session, SQLModel, col

from prospector.errors import NotFound
from prospector.tables import Account, Draft, DraftStatus, Export, Lead

_EXPORT = SQLModel.metadata.tables["export"]


class Leaving(NamedTuple):
    """A draft that may leave, and the person and company it goes to."""

    draft: Draft
    lead: Lead
    account: Account | None

    @property
    def id(self) -> int:
        """The draft's id."""
        return self.draft.id or 0


def begin(session: Session, target: str, *, at: datetime, business_date: date) -> int:
    """Open an export; returns its id."""
    row = Export(target=target, path="", at=at, business_date=business_date)
    session.add(row)
    session.flush()
    return int(row.id or 0)


def name(session: Session, export_id: int, path: str) -> None:
    """Say which file it will be."""
    session.connection().execute(update(_EXPORT).where(_EXPORT.c.id == export_id).values(path=path))


def add(session: Session, export_id: int, *, drafts: int, held: int) -> bool:
    """Count what this transaction adds; False = somebody sealed the export: add nothing to it."""
    return _rows(
        session,
        update(_EXPORT)
        .where(_EXPORT.c.id == export_id, _EXPORT.c.closed_at.is_(None))
        .values(drafts=_EXPORT.c.drafts + drafts, held=_EXPORT.c.held + held),
    )


def seal(session: Session, export_id: int, *, at: datetime) -> bool:
    """Let no touch join any more; False = it was sealed before."""
    return _rows(
        session,
        update(_EXPORT)
        .where(_EXPORT.c.id == export_id, _EXPORT.c.closed_at.is_(None))
        .values(closed_at=at),
    )


def finish(session: Session, export_id: int, *, sha256: str) -> bool:
    """Write that the file is on disk; False = somebody else finished it."""
    return _rows(
        session,
        update(_EXPORT)
        .where(_EXPORT.c.id == export_id, _EXPORT.c.sha256.is_(None))
        .values(sha256=sha256),
    )


def waiting(session: Session) -> list[int]:
    """Approved drafts in the order they leave: steps that are due first, then the best."""
    first_step = case((col(Draft.step) == 1, 1), else_=0)
    statement = (
        select(col(Draft.id))
        .where(col(Draft.status) == DraftStatus.APPROVED)
        .order_by(first_step, col(Draft.priority).desc(), col(Draft.id))
    )
    return [int(draft_id or 0) for draft_id in session.execute(statement).scalars()]


def ready(session: Session, draft_ids: Sequence[int]) -> list[Leaving]:
    """Those of the drafts that are still approved, in the order given, with what leaves."""
    statement = (
        select(Draft, Lead, Account)
        .join(Lead, col(Lead.id) == col(Draft.lead_id))
        .outerjoin(Account, col(Account.id) == col(Lead.account_id))
        .where(col(Draft.id).in_(draft_ids), col(Draft.status) == DraftStatus.APPROVED)
        .execution_options(populate_existing=True)
    )
    found = {
        draft.id: Leaving(draft, lead, account)
        for draft, lead, account in session.execute(statement)
    }
    return [found[draft_id] for draft_id in draft_ids if draft_id in found]


def unfinished(session: Session) -> Sequence[Export]:
    """Exports without a file on disk, oldest first: running ones, and what a crash left."""
    statement = select(Export).where(col(Export.sha256).is_(None)).order_by(col(Export.id))
    return session.execute(statement).scalars().all()


def get(session: Session, export_id: int) -> Export:
    """One export.

    Raises:
        NotFound: there is none with this id.
    """
    row = session.get(Export, export_id, populate_existing=True)
    if row is None:
        raise NotFound(f"no export {export_id}: `prospector exports list` lists them")
    return row


def latest(session: Session, limit: int) -> Sequence[Export]:
    """The newest exports first."""
    statement = select(Export).order_by(col(Export.id).desc()).limit(limit)
    return session.execute(statement).scalars().all()


# Any: any statement.
def _rows(session: Session, statement: Any) -> bool:
    return cast("CursorResult[Any]", session.connection().execute(statement)).rowcount == 1
