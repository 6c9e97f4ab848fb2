"""Read cases from the store."""

from datetime import datetime

import polars as pl
from sqlmodel import Session

from prospector.measure import cases as thinking
from prospector.measure.ladder import READ
from prospector.store import cases as store


def cases(session: Session, *, known_at: datetime) -> pl.DataFrame:
    """Every time a lead was put before us by then, with the rungs it is known to have reached."""
    return thinking.cases(*store.load(session, READ, known_at=known_at))
