"""Read cases from the store, and what follows from them."""

from datetime import datetime

import polars as pl
from sqlmodel import Session

from prospector.columns import to_micros
from prospector.measure import cases as thinking
from prospector.measure import plan as planning
from prospector.measure import variants as comparing
from prospector.measure.ladder import READ, Rung
from prospector.measure.plan import Plan
from prospector.measure.variants import Variants
from prospector.store import cases as store
from prospector.store.database import Database


def cases(session: Session, *, known_at: datetime) -> pl.DataFrame:
    """Every time a lead was put before us by then, with the rungs it is known to have reached."""
    return thinking.cases(*store.load(session, READ, known_at=known_at))


def plan(
    database: Database, *, now: datetime, rung: Rung | None, differences: tuple[float, ...]
) -> Plan:
    """Weeks until each difference would show, at the rate and pace of late."""
    with database.read() as session:
        found = cases(session, known_at=now)
    at = to_micros(now)
    chosen = rung or thinking.default_rung(found, now=at) or thinking.nearest(found, now=at)
    return planning.plan(found, chosen, now=at, differences=differences)


def variants(database: Database, *, now: datetime, rung: Rung | None) -> Variants:
    """How the variants of each message do, by what came back."""
    with database.read() as session:
        found = cases(session, known_at=now)
        named = store.templates(session)
    told = found.join(named, on="draft_id", how="left")
    return comparing.variants(told, rung, now=to_micros(now))
