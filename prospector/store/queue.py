"""The queue as people and scripts read it: a draft with its lead, account and evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, SQLModel, col

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
    group = func.coalesce(col(Lead.account_id), -col(Draft.lead_id))
    best = func.max(col(Draft.priority)).over(partition_by=group)
    statement = (
        select(*_COLUMNS)
        .join(Lead, col(Lead.id) == col(Draft.lead_id))
        .outerjoin(Account, col(Account.id) == col(Lead.account_id))
        .where(*_wanted(statuses, owner, draft))
        .order_by(best.desc(), group, col(Draft.priority).desc(), col(Draft.id))
    )
    return [_row(found) for found in session.execute(statement)]


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


#: What a row is made of and no more: whole leads and accounts carry maps of sources that cost most.
_OF_DRAFT = [
    "grade",
    "priority",
    "segment",
    "purpose",
    "step",
    "why_now",
    "channel",
    "language",
    "subject",
    "body",
    "cites",
    "status",
    "owner",
    "sender",
    "edited",
    "notes",
    "snoozed_until",
]
_DRAFT = SQLModel.metadata.tables["draft"].c
_COLUMNS = (
    *(_DRAFT[name] for name in _OF_DRAFT),
    _DRAFT.id.label("draft"),
    _DRAFT.fit_nano,
    _DRAFT.intent_nano,
    _DRAFT.held_gate,
    _DRAFT.held_reason,
    _DRAFT.held_until,
    col(Lead.id).label("lead_id"),
    col(Lead.email),
    col(Lead.first_name),
    col(Lead.last_name),
    col(Lead.title),
    col(Lead.linkedin_url),
    col(Account.id).label("account_id"),
    func.coalesce(col(Account.spoken_name), col(Account.name)).label("account_name"),
    col(Account.domain),
)


def _row(found: Any) -> QueueRow:  # Any: a row of many types
    return QueueRow(
        draft=found.draft,
        lead=QueuedLead(
            id=found.lead_id,
            email=found.email,
            name=" ".join(filter(None, (found.first_name, found.last_name))) or None,
            title=found.title,
            linkedin_url=found.linkedin_url,
        ),
        account=QueuedAccount(found.account_id, found.account_name, found.domain),
        fit=found.fit_nano / _NANO,
        intent=found.intent_nano / _NANO,
        held=Hold(found.held_gate, found.held_reason, found.held_until)
        if found.held_gate
        else None,
        **{name: getattr(found, name) for name in _OF_DRAFT},
    )
