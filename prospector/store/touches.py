"""Touches: one row per draft that left, with what left."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import func, select, text
from sqlmodel import Session, col

from prospector.columns import to_micros
from prospector.tables import Draft, Touch

#: Two processes may commit around midnight in either order: enough rows to see past that.
_RECENT = 200


class Receipt(NamedTuple):
    """One touch of an export: which draft, and what left."""

    draft_id: int
    payload: Mapping[str, Any]


def add(  # noqa: PLR0913 - the columns of a touch
    session: Session,
    draft: Draft,
    *,
    enrolment_id: int,
    export_id: int,
    at: datetime,
    business_date: date,
    payload: Mapping[str, Any],  # Any: a JSON object
) -> None:
    """Write that a draft left. A second touch of one draft is refused by the table."""
    session.add(
        Touch(
            draft_id=draft.id or 0,  # a draft read from the store has an id
            lead_id=draft.lead_id,
            account_id=draft.account_id,
            enrolment_id=enrolment_id,
            export_id=export_id,
            segment=draft.segment,
            step=draft.step,
            channel=draft.channel,
            at=at,
            business_date=business_date,
            payload=dict(payload),
        )
    )


def last_business_date(session: Session) -> date | None:
    """The latest business date anything left on; None = nothing ever left."""
    recent = (
        select(col(Touch.business_date)).order_by(col(Touch.id).desc()).limit(_RECENT).subquery()
    )
    return session.execute(select(func.max(recent.c.business_date))).scalar()


def of_export(session: Session, export_id: int) -> Sequence[Receipt]:
    """What left with an export, in the order it left."""
    statement = (
        select(col(Touch.draft_id), col(Touch.payload))
        .where(col(Touch.export_id) == export_id)
        .order_by(col(Touch.id))
    )
    return [Receipt(draft_id, payload) for draft_id, payload in session.execute(statement)]


def frame(session: Session, *, until: datetime) -> pl.DataFrame:
    """Whom each segment touched and when, in microseconds: lead_id, segment, at."""
    statement = text("SELECT lead_id, segment, at FROM touch WHERE at <= :until")
    rows = session.execute(statement, {"until": to_micros(until)})
    schema = {"lead_id": pl.Int64(), "segment": pl.String(), "at": pl.Int64()}
    return pl.DataFrame(list(map(tuple, rows)), schema=schema, orient="row")
