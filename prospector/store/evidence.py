"""What drafts are made from: leads, accounts, why they are in a segment, and the signals behind it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session, col, select

from prospector.tables import (
    Account,
    Draft,
    DraftStatus,
    Identity,
    Lead,
    Score,
    SegmentMembership,
    Signal,
)

#: Values in one statement: SQLite takes 32,766 at most.
_CHUNK = 1_000

Row = TypeVar("Row")


class Evidence(NamedTuple):
    """The rows some leads' drafts are made from, by id."""

    leads: dict[int, Lead]
    accounts: dict[int, Account]
    scores: dict[int, Score]
    memberships: dict[int, SegmentMembership]
    signals: dict[int, Signal]
    #: Person identity: the lead it was resolved to.
    speakers: dict[int, int]
    #: Lead and segment: the signals its newest draft that left spoke of.
    spoken: dict[tuple[int, str], list[int]]


def load(session: Session, lead_ids: Collection[int]) -> Evidence:
    """Everything the drafts of these leads are made from."""
    ids = sorted(set(lead_ids))
    leads = {_id(row): row for row in _in(session, Lead, Lead.id, ids)}
    companies = sorted({lead.account_id for lead in leads.values() if lead.account_id})
    memberships = {
        row.lead_id: row for row in _in(session, SegmentMembership, SegmentMembership.lead_id, ids)
    }
    spoken = _spoken(session, ids)
    wanted = {signal for each in memberships.values() for signal in each.evidence}
    wanted |= {signal for cites in spoken.values() for signal in cites}
    signals = {_id(row): row for row in _in(session, Signal, Signal.id, sorted(wanted))}
    people = {row.person_identity_id for row in signals.values() if row.person_identity_id}
    return Evidence(
        leads=leads,
        accounts={_id(row): row for row in _in(session, Account, Account.id, companies)},
        scores={row.lead_id: row for row in _in(session, Score, Score.lead_id, ids)},
        memberships=memberships,
        signals=signals,
        speakers=_speakers(session, sorted(people)),
        spoken=spoken,
    )


def _spoken(session: Session, lead_ids: Sequence[int]) -> dict[tuple[int, str], list[int]]:
    left = (DraftStatus.EXPORTED, DraftStatus.DONE)
    found: dict[tuple[int, str], list[int]] = {}
    for part in _parts(lead_ids):
        statement = (
            select(Draft.lead_id, Draft.segment, Draft.cites)
            .where(col(Draft.lead_id).in_(part), col(Draft.status).in_(left))
            .order_by(col(Draft.id))
        )
        rows = session.exec(statement)
        found |= {(lead, segment): list(cites) for lead, segment, cites in rows}
    return found


def _speakers(session: Session, identities: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in _parts(identities):
        statement = select(Identity.id, Identity.lead_id).where(col(Identity.id).in_(part))
        rows = session.exec(statement)
        found |= {identity: lead for identity, lead in rows if identity and lead}
    return found


# Any: a column, which SQLModel types as the value it holds.
def _in(session: Session, table: type[Row], column: Any, ids: Sequence[int]) -> Iterator[Row]:
    for part in _parts(ids):
        yield from session.exec(select(table).where(col(column).in_(part)))


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _id(row: Any) -> int:  # Any: a row of any table with an id
    return int(row.id)
