"""Signals, as later stages and later imports ask for them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from prospector.columns import to_micros
from prospector.tables import Signal

#: Values per IN list, below every driver's limit.
_SOME = 500


def previous_exports(
    session: Session, feed: str, subjects: Sequence[str], before: datetime
) -> dict[str, int]:
    """Per subject, when the list of its people was last exported before a time (microseconds)."""
    found: dict[str, int] = {}
    for start in range(0, len(subjects), _SOME):
        rows = session.exec(
            select(Signal.subject, func.max(Signal.occurred_until))
            .where(
                Signal.feed == feed,
                col(Signal.subject).in_(subjects[start : start + _SOME]),
                col(Signal.occurred_until) < before,
            )
            .group_by(col(Signal.subject))
        )
        found |= {str(subject): to_micros(until) for subject, until in rows if until is not None}
    return found


def is_of_another_row(
    session: Session, feed: str, external_id: str, *, runs: Collection[int], lines: Collection[int]
) -> bool:
    """Whether these runs took a signal of that id from another line than these."""
    line = session.exec(
        select(Signal.line).where(
            Signal.feed == feed, Signal.external_id == external_id, col(Signal.run_id).in_(runs)
        )
    ).first()
    return line is not None and line not in lines
