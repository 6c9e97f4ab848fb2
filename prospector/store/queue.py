"""The queue as people and scripts read it: a draft with its lead, account and evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from prospector.tables import Account, Channel, Draft, DraftStatus, Lead, Purpose, Signal

_NANO = 1_000_000_000


@dataclass(frozen=True)
class QueuedLead:
    """Whom a draft is for."""

    id: int
    email: str | None
    name: str | None
    title: str | None
    linkedin_url: str | None


@dataclass(frozen=True)
class QueuedAccount:
    """Where they work; every value is None when nobody knows."""

    id: int | None
    name: str | None
    domain: str | None


@dataclass(frozen=True)
class Hold:
    """The first gate that holds a draft, and when it lifts."""

    gate: str
    reason: str | None
    lifts_at: datetime | None


@dataclass(frozen=True)
class QueueRow:
    """One draft of the queue: exactly what `queue --json` prints."""

    draft: int
    lead: QueuedLead
    account: QueuedAccount
    grade: str
    priority: float
    fit: float
    intent: float
    segment: str
    purpose: Purpose
    step: int
    why_now: str
    channel: Channel
    language: str
    subject: str | None
    body: str
    cites: list[int]
    status: DraftStatus
    owner: str
    sender: str
    edited: bool
    notes: list[str]
    held: Hold | None
    snoozed_until: date | None


class Cited(NamedTuple):
    """A signal a draft speaks of, and where it came from."""

    id: int
    kind: str
    occurred_at: datetime
    subject: str | None
    url: str | None
    feed: str
    file: str
    line: int


def rows(
    session: Session, *statuses: DraftStatus, owner: str | None = None, draft: int | None = None
) -> list[QueueRow]:
    """The drafts in these statuses, best first, those of one account together."""
    group = func.coalesce(col(Draft.account_id), -col(Draft.lead_id))
    best = func.max(col(Draft.priority)).over(partition_by=group)
    statement = (
        select(Draft, Lead, Account)
        .join(Lead, col(Lead.id) == col(Draft.lead_id))
        .outerjoin(Account, col(Account.id) == col(Draft.account_id))
        .where(*_wanted(statuses, owner, draft))
        .order_by(best.desc(), group, col(Draft.priority).desc(), col(Draft.id))
    )
    found = session.execute(statement, execution_options={"populate_existing": True})
    return [_row(*item) for item in found]


def ids(session: Session, *, owner: str | None = None, limit: int | None = None) -> list[int]:
    """The queued drafts of one owner or all, highest priority first."""
    statement = (
        select(col(Draft.id))
        .where(*_wanted((DraftStatus.QUEUED,), owner, None))
        .order_by(col(Draft.priority).desc(), col(Draft.id))
        .limit(limit)
    )
    return list(session.scalars(statement))


def cited(session: Session, signal_ids: Sequence[int]) -> list[Cited]:
    """The signals with these ids, in the order of the ids."""
    statement = select(
        col(Signal.id),
        col(Signal.kind),
        col(Signal.occurred_at),
        col(Signal.subject),
        col(Signal.url),
        col(Signal.feed),
        col(Signal.file),
        col(Signal.line),
    ).where(col(Signal.id).in_(signal_ids))
    found = {row[0]: Cited(*row) for row in session.execute(statement)}
    return [found[signal_id] for signal_id in signal_ids if signal_id in found]


def _wanted(
    statuses: Sequence[DraftStatus], owner: str | None, draft: int | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if statuses:
        conditions.append(col(Draft.status).in_(statuses))
    if owner is not None:
        conditions.append(col(Draft.owner) == owner)
    if draft is not None:
        conditions.append(col(Draft.id) == draft)
    return conditions


def _row(draft: Draft, lead: Lead, account: Account | None) -> QueueRow:
    return QueueRow(
        draft=draft.id or 0,
        lead=QueuedLead(
            id=lead.id or 0,
            email=lead.email,
            name=" ".join(filter(None, (lead.first_name, lead.last_name))) or None,
            title=lead.title,
            linkedin_url=lead.linkedin_url,
        ),
        account=QueuedAccount(
            id=account.id if account else None,
            name=(account.spoken_name or account.name) if account else None,
            domain=account.domain if account else None,
        ),
        grade=draft.grade,
        priority=draft.priority,
        fit=draft.fit_nano / _NANO,
        intent=draft.intent_nano / _NANO,
        segment=draft.segment,
        purpose=draft.purpose,
        step=draft.step,
        why_now=draft.why_now,
        channel=draft.channel,
        language=draft.language,
        subject=draft.subject,
        body=draft.body,
        cites=draft.cites,
        status=draft.status,
        owner=draft.owner,
        sender=draft.sender,
        edited=draft.edited,
        notes=draft.notes,
        held=Hold(draft.held_gate, draft.held_reason, draft.held_until)
        if draft.held_gate
        else None,
        snoozed_until=draft.snoozed_until,
    )
