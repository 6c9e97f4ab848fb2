"""People whom a suppression closes: the mark on their lead, and what is deleted of them.

Suppressions are keyed hashes, so that whoever reads millions of signals cannot ask them: a lead's
mark says what they said when last somebody with the key looked.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, or_, select, text, update
from sqlmodel import Session, SQLModel

from prospector import identifiers
from prospector.store.suppressions import KINDS, Value
from prospector.tables import AccountIdentityKind, SuppressionKind

if TYPE_CHECKING:
    from prospector.store.files.manifest import Marks

_T = SQLModel.metadata.tables
_LEAD, _COMPANY, _IDENTITY = _T["lead"], _T["account_identity"], _T["identity"]
#: What is worked out of a person's signals, and goes with them.
_FORGOTTEN = tuple(
    _T[name]
    for name in ("score", "score_history", "segment_membership", "segment_movement", "task")
)
#: Ids in one statement.
_CHUNK = 5_000
_MARKED = _LEAD.c.suppressed_at.is_not(None)

#: Leads by another identity, at another account, or of an account by another domain than before.
_MOVED = text(
    """SELECT lead_id FROM identity WHERE id > :identity
    UNION SELECT i.lead_id FROM changed_row c JOIN identity i ON i.id = c.row_id
        WHERE c.entity = 'identity' AND c.generation > :generation
    UNION SELECT id FROM lead WHERE id > :lead
    UNION SELECT row_id FROM changed_row WHERE entity = 'lead' AND generation > :generation
    UNION SELECT l.id FROM changed_row c JOIN lead l ON l.account_id = c.row_id
        WHERE c.entity = 'account' AND c.generation > :generation"""
)


def moved(session: Session, since: "Marks") -> set[int]:
    """Leads that may fall under other suppressions than before, for who or where they are."""
    tops = {entity.value: top for entity, top in since.tops.items()}
    values = {name: tops[name] for name in ("identity", "lead")}
    rows = session.execute(_MOVED, {**values, "generation": since.generation}).scalars()
    return {lead_id for lead_id in rows if lead_id is not None}


def of_values(session: Session, values: Iterable[Value]) -> set[int]:
    """Every lead that was ever seen by one of these."""
    kinds = {kind: seen for seen, kind in KINDS.items()}
    found: set[int | None] = set()
    for kind, value in values:
        if kind is SuppressionKind.DOMAIN:
            found |= _at(session, value)
        else:
            known = (_IDENTITY.c.kind == kinds[kind], _IDENTITY.c.value == value)
            found |= set(session.execute(select(_IDENTITY.c.lead_id).where(*known)).scalars())
    return {lead_id for lead_id in found if lead_id is not None}


def _at(session: Session, domain: str) -> set[int | None]:
    homes = (
        select(_LEAD.c.id)
        .join(_COMPANY, _COMPANY.c.account_id == _LEAD.c.account_id)
        .where(_COMPANY.c.kind == AccountIdentityKind.DOMAIN, _COMPANY.c.value == domain)
    )
    # Whatever ends like it; `@mail.acme.example` is of acme.example too.
    addresses = select(_IDENTITY.c.lead_id, _IDENTITY.c.value).where(
        _IDENTITY.c.kind == "email",
        or_(
            _IDENTITY.c.value.endswith(f"@{domain}", autoescape=True),
            _IDENTITY.c.value.endswith(f".{domain}", autoescape=True),
        ),
    )
    seen = (
        lead_id
        for lead_id, address in session.execute(addresses)
        if identifiers.registrable_domain(address.rpartition("@")[2]) == domain
    )
    return {*session.execute(homes).scalars(), *seen}


def marked(session: Session, lead_ids: Collection[int] | None = None) -> dict[int, datetime]:
    """Since when each marked lead is suppressed; of these leads, or of all."""
    statement = select(_LEAD.c.id, _LEAD.c.suppressed_at).where(_MARKED)
    if lead_ids is None:
        return _by_lead(session, statement)
    found: dict[int, datetime] = {}
    for part in _parts(lead_ids):
        found |= _by_lead(session, statement.where(_LEAD.c.id.in_(part)))
    return found


def _by_lead(
    session: Session, statement: Any
) -> dict[int, datetime]:  # Any: a select of two columns
    rows: Any = session.execute(statement)
    return dict(rows.all())


def mark(session: Session, standing: Mapping[int, datetime | None]) -> None:
    """Mark leads as suppressed since a time; None = they no longer are."""
    for lead_id in sorted(standing):
        chosen = update(_LEAD).where(_LEAD.c.id == lead_id)
        session.execute(chosen.values(suppressed_at=standing[lead_id]))


def remembered(session: Session) -> list[int]:
    """Marked leads of whom a score, a segment or a task is still kept."""
    kept = or_(
        *(exists().where(table.c.lead_id == _LEAD.c.id).correlate(_LEAD) for table in _FORGOTTEN)
    )
    return list(session.execute(select(_LEAD.c.id).where(_MARKED, kept)).scalars())


def forget(session: Session, lead_ids: Collection[int]) -> None:
    """Delete what was worked out about these leads: scores, segments, moves and tasks."""
    for table in _FORGOTTEN:
        session.execute(delete(table).where(table.c.lead_id.in_(sorted(lead_ids))))


def _parts(lead_ids: Collection[int]) -> Iterable[list[int]]:
    ids = sorted(lead_ids)
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
