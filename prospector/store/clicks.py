"""Clicks as they were taken in, and the one thing found out about a signal later: that no person made it."""

from collections.abc import Collection

import polars as pl
from sqlalchemy import Connection, bindparam, text
from sqlmodel import Session, SQLModel, col, select

from prospector.store.staging import first_join, read_frame, stage
from prospector.tables import Signal

_SIGNAL = SQLModel.metadata.tables["signal"]
#: Values per IN list, below every driver's limit.
_SOME = 500
#: What a click is to whoever looks for bursts: of whom, when, on what link, and its id.
_CLICK = {"person": pl.Int64, "at": pl.Int64, "url": pl.String, "id": pl.Int64}


def beside(connection: Connection, feed: str, clicks: pl.DataFrame, *, within: int) -> pl.DataFrame:
    """All stored clicks of a feed by the same people, within some microseconds of these."""
    at = pl.col("occurred_at")
    asked = clicks.select(
        "kind",
        "person_kind",
        "person_value",
        feed=pl.lit(feed),
        since=at - within,
        until=at + within,
    )
    stage(connection, "in_clicks", asked.unique())
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL enable_seqscan = off"))  # each by the index
    found = read_frame(connection, _BESIDE.format(join=first_join(connection)), _CLICK)
    connection.rollback()  # the setting goes with it
    return found


def weighing(session: Session, ids: Collection[int]) -> list[int]:
    """Those of some signals that weigh something."""
    return [
        number
        for some in _parts(ids)
        for number in session.exec(
            select(Signal.id).where(col(Signal.id).in_(some), Signal.confidence > 0)
        )
        if number is not None
    ]


def weigh_nothing(session: Session, ids: Collection[int], *, mark: str) -> None:
    """Give signals no weight, with an attribute that says why."""
    change = (
        _SIGNAL.update()
        .where(_SIGNAL.c.id == bindparam("number"))
        .values(confidence=0.0, attributes=bindparam("said"))
    )
    for some in _parts(ids):
        rows = session.exec(select(Signal.id, Signal.attributes).where(col(Signal.id).in_(some)))
        changes = [{"number": one, "said": {**(known or {}), mark: "true"}} for one, known in rows]
        session.connection().execute(change, changes)


def _parts(ids: Collection[int]) -> list[list[int]]:
    ordered = sorted(ids)
    return [ordered[start : start + _SOME] for start in range(0, len(ordered), _SOME)]


# Most people did nothing else in that time, which their index tells without their signals.
_BESIDE = """
SELECT DISTINCT s.person_identity_id, s.occurred_at, s.url, s.id
FROM in_clicks c
{join} identity i ON i.kind = c.person_kind AND i.value = c.person_value
{join} signal s ON s.person_identity_id = i.id AND s.occurred_at BETWEEN c.since AND c.until
WHERE s.kind = c.kind AND s.feed = c.feed AND s.url IS NOT NULL AND s.occurred_from IS NULL
    AND (SELECT count(*) FROM signal n
         WHERE n.person_identity_id = i.id AND n.occurred_at BETWEEN c.since AND c.until) > 1
"""
