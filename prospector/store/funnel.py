"""Counts around the funnel: who is known but not scored, and what waits to be resolved."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from prospector.tables import Lead, Score, UnresolvedSighting


def unscored(session: Session) -> int:
    """How many leads no run has scored yet; the suppressed ones none ever will."""
    scored = select(col(Score.lead_id))
    statement = (
        select(func.count())
        .select_from(Lead)
        .where(
            col(Lead.merged_into).is_(None),
            col(Lead.suppressed_at).is_(None),
            col(Lead.id).not_in(scored),
        )
    )
    return session.scalar(statement) or 0


def unresolved(session: Session) -> int:
    """How many rows taken in speak of people or companies no run has looked at yet."""
    return session.scalar(select(func.count()).select_from(UnresolvedSighting)) or 0
