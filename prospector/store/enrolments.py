"""Enrolments: opened by the first exported step, advanced and ended by statement."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    and_,
    case,
    exists,
    or_,
    select,
    type_coerce,
    update,
)
from sqlmodel import Session, SQLModel, col

from prospector.tables import Enrolment, EnrolmentEnd

_ENROLMENT = SQLModel.metadata.tables["enrolment"]
_LEAD = SQLModel.metadata.tables["lead"]
_IDENTITY = SQLModel.metadata.tables["identity"]
_ACCOUNT_IDENTITY = SQLModel.metadata.tables["account_identity"]
_SIGNAL = SQLModel.metadata.tables["signal"]

#: Outcomes after which a sequence does not go on. An automatic reply is not among them.
OUTCOMES = (
    "replied",
    "replied_positive",
    "replied_negative",
    "asked_later",
    "referred",
    "meeting_booked",
    "opportunity_opened",
    "deal_won",
    "deal_lost",
    "bounced",
)
#: Outcomes that mean: never again.
OBJECTIONS = ("opted_out", "spam_reported")
#: Outcomes of a whole company, which often name no person.
_DEALS = ("opportunity_opened", "deal_won", "deal_lost")
#: An outcome of the opening day may carry a date alone, which is kept as noon: earlier that day.
_DAY_IN_MICROS = timedelta(days=1) // timedelta(microseconds=1)


def open_one(
    session: Session, lead_id: int, segment: str, *, at: datetime, next_due_on: date | None
) -> int:
    """Open a lead's enrolment with its first step. A second open one is refused by the table."""
    row = Enrolment(
        lead_id=lead_id,
        segment=segment,
        opened_at=at,
        last_step=1,
        last_step_at=at,
        next_due_on=next_due_on,
    )
    session.add(row)
    session.flush()
    return int(row.id or 0)


def advance(
    session: Session, enrolment_id: int, *, step: int, at: datetime, next_due_on: date | None
) -> bool:
    """Write that the next step left; False = it is not the next step, or the enrolment ended."""
    statement = (
        update(_ENROLMENT)
        .where(
            _ENROLMENT.c.id == enrolment_id,
            _ENROLMENT.c.last_step == step - 1,
            _ENROLMENT.c.ended_at.is_(None),
        )
        .values(last_step=step, last_step_at=at, next_due_on=next_due_on)
    )
    return _rows(session, statement) == 1


def end(session: Session, enrolment_id: int, reason: EnrolmentEnd, *, at: datetime) -> bool:
    """End an open enrolment; False = it had ended before."""
    statement = (
        update(_ENROLMENT)
        .where(_ENROLMENT.c.id == enrolment_id, _ENROLMENT.c.ended_at.is_(None))
        .values(ended_at=at, end_reason=reason)
    )
    return _rows(session, statement) == 1


def of_lead(session: Session, lead_id: int) -> Enrolment | None:
    """A lead's open enrolment."""
    statement = select(Enrolment).where(
        col(Enrolment.lead_id) == lead_id, col(Enrolment.ended_at).is_(None)
    )
    return session.execute(statement).scalars().one_or_none()


def close_finished(
    session: Session,
    *,
    now: datetime,
    today: date,
    lengths: Mapping[str, int],
    idle_days: int,
) -> list[int]:
    """End what is over: objections, outcomes, the last step, idle ones. Returns the leads.

    `lengths` is the number of steps per segment; a segment that is no longer there has none.
    """
    over: list[tuple[ColumnElement[bool], EnrolmentEnd]] = [
        (_came_back(OBJECTIONS, now), EnrolmentEnd.OPT_OUT),
        (_came_back(OUTCOMES, now), EnrolmentEnd.OUTCOME),
        (_at_the_end(lengths), EnrolmentEnd.LAST_STEP),
        (_ENROLMENT.c.next_due_on < today - timedelta(days=idle_days), EnrolmentEnd.IDLE),
    ]
    ended: list[int] = []
    for condition, reason in over:
        statement = (
            update(_ENROLMENT)
            .where(_ENROLMENT.c.ended_at.is_(None), condition)
            .values(ended_at=now, end_reason=reason)
            .returning(_ENROLMENT.c.lead_id)
        )
        ended += session.connection().execute(statement).scalars()
    return ended


def _came_back(kinds: Collection[str], now: datetime) -> ColumnElement[bool]:
    """The lead, or its company without naming anybody, sent one of these since the opening."""
    recent = and_(
        _SIGNAL.c.kind.in_(kinds),
        type_coerce(_SIGNAL.c.occurred_at, BigInteger)
        > type_coerce(_ENROLMENT.c.opened_at, BigInteger) - _DAY_IN_MICROS,
        _SIGNAL.c.occurred_at <= now,
        _SIGNAL.c.received_at <= now,
    )
    theirs = exists(
        select(1)
        .select_from(_IDENTITY.join(_SIGNAL, _SIGNAL.c.person_identity_id == _IDENTITY.c.id))
        .where(_IDENTITY.c.lead_id == _ENROLMENT.c.lead_id, recent)
    )
    company = (
        _LEAD.join(_ACCOUNT_IDENTITY, _ACCOUNT_IDENTITY.c.account_id == _LEAD.c.account_id)
        .join(_SIGNAL, _SIGNAL.c.account_identity_id == _ACCOUNT_IDENTITY.c.id)
    )  # fmt: skip
    its_company = exists(
        select(1)
        .select_from(company)
        .where(
            _LEAD.c.id == _ENROLMENT.c.lead_id,
            _SIGNAL.c.person_identity_id.is_(None),
            _SIGNAL.c.kind.in_(_DEALS),
            recent,
        )
    )
    return or_(theirs, its_company)


def _at_the_end(lengths: Mapping[str, int]) -> ColumnElement[bool]:
    length = (
        case(dict(lengths), value=_ENROLMENT.c.segment, else_=0)
        if lengths
        else case((_ENROLMENT.c.id.is_not(None), 0))
    )
    return _ENROLMENT.c.last_step >= length


# Any: any statement.
def _rows(session: Session, statement: Any) -> int:
    return cast("CursorResult[Any]", session.connection().execute(statement)).rowcount
