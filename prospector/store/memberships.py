"""Memberships: the segment each lead is in now, and every move between segments."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import Connection, bindparam, text
from sqlmodel import Session, col, func, select

from prospector.columns import to_micros
from prospector.store.database import Database, writing
from prospector.store.staging import stage
from prospector.tables import Lead, MoveCause, SegmentMembership, SegmentMovement

#: A membership as the stage gives it; fired and evidence are JSON lists.
_FRESH = ("lead_id", "segment", "reason", "fired", "evidence")
#: Columns of a membership that may be null.
_MORE = ("behaviour", "drafts_as", "drafts_until")
#: A move as the stage explains it; turned and task are JSON.
_MOVES = ("lead_id", "cause", "turned", "set_off", "task", "made_on", "due_on")
#: Rows in one write transaction: it holds the lock for well under 100 ms.
CHUNK = 5_000
#: Why a lead is in no segment.
NONE_HOLDS = "no segment's condition holds"
NO_SCORE = "they have no score any more"


class Changes(NamedTuple):
    """What replacing the memberships changed."""

    written: int
    moved: int


def replace(  # noqa: PLR0913 - who is where, who moved, by which rules, when, among whom
    database: Database,
    fresh: pl.DataFrame,
    moves: pl.DataFrame,
    *,
    ruleset: str,
    now: datetime,
    among: Sequence[int] | None = None,
) -> Changes:
    """Make these the current memberships, of some leads or of all; note who moved and what that sets off.

    `fresh` has the columns `_FRESH` and `_MORE`, `moves` those of `_MOVES`. Both may lack leads:
    who is not in `fresh` is in no segment; a move that is not explained is kept without its why.
    """
    with database.staging() as connection:
        stage(connection, "fresh", fresh.select(*_FRESH, *_MORE))
        stage(connection, "moves", moves.select(_MOVES))
        if among is not None:
            ids = pl.DataFrame({"lead_id": among}, schema={"lead_id": pl.Int64})
            stage(connection, "among", ids)
        _find_changed(connection, ruleset, "" if among is None else _AMONG)
        written = _count(connection, "SELECT count(*) FROM changed")
        moved = _count(connection, "SELECT count(*) FROM changed WHERE moved = 1")
        for start in range(0, written, CHUNK):
            part = {
                "start": start,
                "end": start + CHUNK,
                "now": to_micros(now),
                "version": ruleset,
                "none_holds": NONE_HOLDS,
                "no_score": NO_SCORE,
            }
            with writing(connection):
                _write(connection, part)
        return Changes(written=written, moved=moved)


#: Only these leads may have left their segment.
_AMONG = "AND m.lead_id IN (SELECT lead_id FROM among)"


def _find_changed(connection: Connection, version: str, among: str) -> None:
    """Which leads' rows differ, or are there on one side only, in a temporary table."""
    fired, evidence = _json(connection, "f.fired"), _json(connection, "f.evidence")
    # Without these every chunk would look through the whole frame, under the write lock.
    connection.exec_driver_sql("CREATE INDEX fresh_lead ON fresh (lead_id)")
    connection.exec_driver_sql("CREATE INDEX moves_lead ON moves (lead_id)")
    connection.exec_driver_sql("DROP TABLE IF EXISTS changed")
    connection.execute(
        text(
            f"""CREATE TEMPORARY TABLE changed AS
            SELECT row_number() OVER (ORDER BY lead_id) - 1 AS place, lead_id, from_segment, moved
            FROM (
                SELECT f.lead_id, m.segment AS from_segment,
                    CASE WHEN m.segment = f.segment THEN 0 ELSE 1 END AS moved
                FROM fresh f LEFT JOIN segment_membership m ON m.lead_id = f.lead_id
                WHERE m.lead_id IS NULL OR m.segment <> f.segment OR m.reason <> f.reason
                    OR m.ruleset <> :version OR m.fired <> {fired} OR m.evidence <> {evidence}
                    OR m.behaviour IS DISTINCT FROM f.behaviour
                    OR m.drafts_as IS DISTINCT FROM f.drafts_as
                    OR m.drafts_until IS DISTINCT FROM f.drafts_until
                UNION ALL
                SELECT m.lead_id, m.segment AS from_segment, 1 AS moved
                FROM segment_membership m
                WHERE m.lead_id NOT IN (SELECT lead_id FROM fresh) {among}
            ) found"""
        ),
        {"version": version},
    )
    connection.exec_driver_sql("CREATE INDEX changed_place ON changed (place)")
    connection.commit()


def _write(connection: Connection, part: Mapping[str, object]) -> None:
    """One chunk: movements first, for they read where the lead was."""
    chosen = "c.place >= :start AND c.place < :end"
    connection.execute(
        text(
            f"""INSERT INTO segment_movement
                (lead_id, from_segment, to_segment, at, reason, cause, turned, set_off)
            SELECT c.lead_id, c.from_segment, f.segment, :now, coalesce(f.reason,
                    CASE WHEN v.cause = 'gone' THEN :no_score ELSE :none_holds END),
                v.cause, {_json(connection, "v.turned")}, v.set_off
            FROM changed c LEFT JOIN fresh f ON f.lead_id = c.lead_id
            LEFT JOIN moves v ON v.lead_id = c.lead_id
            WHERE {chosen} AND c.moved = 1"""
        ),
        part,
    )
    connection.execute(
        text(
            f"""INSERT INTO task
                (lead_id, set_off, from_segment, to_segment, made_on, due_on, what)
            SELECT c.lead_id, v.set_off, c.from_segment, f.segment,
                {_date(connection, "v.made_on")}, {_date(connection, "v.due_on")},
                {_json(connection, "v.task")}
            FROM changed c JOIN moves v ON v.lead_id = c.lead_id
            LEFT JOIN fresh f ON f.lead_id = c.lead_id
            WHERE {chosen} AND c.moved = 1 AND v.task IS NOT NULL
            ON CONFLICT (lead_id, set_off, made_on) DO NOTHING"""
        ),
        part,
    )
    connection.execute(
        text(
            f"""DELETE FROM segment_membership WHERE lead_id IN (
            SELECT c.lead_id FROM changed c WHERE {chosen}
            AND c.lead_id NOT IN (SELECT lead_id FROM fresh))"""
        ),
        part,
    )
    connection.execute(
        text(
            f"""INSERT INTO segment_membership
                (lead_id, segment, since, as_of, ruleset, reason, fired, evidence,
                 behaviour, drafts_as, drafts_until)
            SELECT f.lead_id, f.segment, :now, :now, :version, f.reason,
                {_json(connection, "f.fired")}, {_json(connection, "f.evidence")},
                f.behaviour, f.drafts_as, f.drafts_until
            FROM changed c JOIN fresh f ON f.lead_id = c.lead_id
            WHERE {chosen}
            ON CONFLICT (lead_id) DO UPDATE SET
                since = CASE WHEN segment_membership.segment = excluded.segment
                    THEN segment_membership.since ELSE excluded.since END,
                segment = excluded.segment, as_of = excluded.as_of, ruleset = excluded.ruleset,
                reason = excluded.reason, fired = excluded.fired, evidence = excluded.evidence,
                behaviour = excluded.behaviour, drafts_as = excluded.drafts_as,
                drafts_until = excluded.drafts_until"""
        ),
        part,
    )


def _json(connection: Connection, column: str) -> str:
    """A JSON text as the table's column wants it."""
    return f"CAST({column} AS JSONB)" if connection.dialect.name == "postgresql" else column


def _date(connection: Connection, column: str) -> str:
    """A day as the table's column wants it."""
    return f"CAST({column} AS DATE)" if connection.dialect.name == "postgresql" else column


def _count(connection: Connection, sql: str) -> int:
    return int(connection.exec_driver_sql(sql).scalar_one())


def of_lead(session: Session, lead_id: int) -> SegmentMembership | None:
    """The segment a lead is in; None = none."""
    return session.get(SegmentMembership, lead_id)


def movements_of(session: Session, lead_id: int) -> list[SegmentMovement]:
    """Every move of a lead, newest first."""
    statement = (
        select(SegmentMovement)
        .where(col(SegmentMovement.lead_id) == lead_id)
        .order_by(col(SegmentMovement.id).desc())
    )
    return list(session.exec(statement))


def sizes(session: Session) -> dict[str, int]:
    """How many leads are in each segment."""
    counted = session.exec(
        select(SegmentMembership.segment, func.count()).group_by(SegmentMembership.segment)
    )
    return dict(counted.all())


def standing(session: Session) -> pl.DataFrame:
    """The segment each lead is in and since when, in microseconds: lead_id, segment, since."""
    rows = session.execute(text("SELECT lead_id, segment, since FROM segment_membership"))
    schema = {"lead_id": pl.Int64(), "segment": pl.String(), "since": pl.Int64()}
    return pl.DataFrame(list(map(tuple, rows)), schema=schema, orient="row")


def places(session: Session, lead_ids: Sequence[int] | None = None) -> pl.DataFrame:
    """Where leads are, by which rules, and whose sequence they may get: lead_id, segment, ruleset, drafts_as, drafts_until."""
    query = text(
        "SELECT lead_id, segment, ruleset, drafts_as, drafts_until FROM segment_membership"
        f" {'' if lead_ids is None else 'WHERE lead_id IN :lead_ids'}"
    )
    if lead_ids is not None:
        query = query.bindparams(bindparam("lead_ids", lead_ids, expanding=True))
    rows = session.execute(query)
    schema = {
        "lead_id": pl.Int64(),
        "segment": pl.String(),
        "ruleset": pl.String(),
        "drafts_as": pl.String(),
        "drafts_until": pl.Int64(),
    }
    return pl.DataFrame(list(map(tuple, rows)), schema=schema, orient="row")


def moved_since(session: Session, since: datetime) -> dict[int, datetime]:
    """When leads last moved, of those that did after a time."""
    statement = (
        select(SegmentMovement.lead_id, func.max(SegmentMovement.at))
        .where(col(SegmentMovement.at) > since)
        .group_by(col(SegmentMovement.lead_id))
    )
    return dict(session.exec(statement).all())


def last_moves(session: Session, *, until: datetime) -> dict[str, datetime]:
    """When anybody last came to or left each segment."""
    newest: dict[str, datetime] = {}
    for side in (col(SegmentMovement.from_segment), col(SegmentMovement.to_segment)):
        statement = (
            select(side, func.max(SegmentMovement.at))
            .where(side.is_not(None), col(SegmentMovement.at) <= until)
            .group_by(side)
        )
        for name, at in session.exec(statement):
            if name is not None:
                newest[name] = max(at, newest.get(name, at))
    return newest


class Move(NamedTuple):
    """A lead that changed segment, with the name to find it by; None = in no segment."""

    lead: int
    who: str
    from_segment: str | None
    to_segment: str | None
    at: datetime
    reason: str
    cause: MoveCause | None
    turned: list[dict[str, Any]] | None  # Any: JSON objects
    set_off: str | None


def moves_between(session: Session, since: datetime, until: datetime) -> list[Move]:
    """Every move from one time on and before another, oldest first."""
    statement = (
        select(SegmentMovement, Lead)
        .join(Lead, col(Lead.id) == col(SegmentMovement.lead_id))
        .where(col(SegmentMovement.at) >= since, col(SegmentMovement.at) < until)
        .order_by(col(SegmentMovement.at), col(SegmentMovement.id))
    )
    return [
        Move(
            lead=move.lead_id,
            who=lead.email or lead.linkedin_url or f"lead {move.lead_id}",
            from_segment=move.from_segment,
            to_segment=move.to_segment,
            at=move.at,
            reason=move.reason,
            cause=move.cause,
            turned=move.turned,
            set_off=move.set_off,
        )
        for move, lead in session.exec(statement)
    ]
