"""What was put before us and what came back, as frames: times in microseconds, leads as merged today."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import text
from sqlmodel import Session

from prospector.columns import to_micros
from prospector.store import worlds

_DRAFTS = {
    "draft_id": pl.Int64(),
    "lead_id": pl.Int64(),
    "account_id": pl.Int64(),
    "at": pl.Int64(),
    "segment": pl.String(),
    "ruleset": pl.String(),
    "grade": pl.String(),
    "done_at": pl.Int64(),
}
_DECISIONS = {
    "draft_id": pl.Int64(),
    "action": pl.String(),
    "reason": pl.String(),
    "bulk": pl.Boolean(),
    "at": pl.Int64(),
}
_TOUCHES = {"draft_id": pl.Int64(), "at": pl.Int64()}


class Told(NamedTuple):
    """Rows to make cases of.

    Openings (drafts of a first step: a follow-up is due, nobody chose it), what people decided
    about them, when they left, and the signals of some kinds.
    """

    drafts: pl.DataFrame
    decisions: pl.DataFrame
    touches: pl.DataFrame
    signals: pl.DataFrame


def load(session: Session, kinds: Sequence[str], *, known_at: datetime) -> Told:
    """Everything of the past that was known, but nothing of people who are suppressed today."""
    then = {"known_at": to_micros(known_at)}
    return Told(
        drafts=_frame(
            session,
            """SELECT d.id AS draft_id, today.id AS lead_id,
                coalesce(today.account_id, d.account_id) AS account_id, d.created_at AS at,
                d.segment, d.ruleset, d.grade,
                CASE WHEN d.status = 'done' AND d.updated_at <= :known_at
                    THEN d.updated_at END AS done_at
            FROM draft d JOIN lead l ON l.id = d.lead_id
            JOIN lead today ON today.id = coalesce(l.merged_into, l.id)
            WHERE d.step = 1 AND d.created_at <= :known_at AND today.suppressed_at IS NULL""",
            then,
            _DRAFTS,
        ),
        decisions=_frame(
            session,
            """SELECT n.draft_id, n.action, n.reason, CAST(n.bulk AS INTEGER) AS bulk, n.at
            FROM decision n JOIN draft d ON d.id = n.draft_id
            WHERE d.step = 1 AND n.at <= :known_at ORDER BY n.id""",
            then,
            _DECISIONS,
        ),
        touches=_frame(
            session,
            """SELECT t.draft_id, t.at FROM touch t JOIN draft d ON d.id = t.draft_id
            WHERE d.step = 1 AND t.at <= :known_at""",
            then,
            _TOUCHES,
        ),
        signals=worlds.of_kinds(session, kinds, as_of=known_at, known_at=known_at),
    )


def templates(session: Session) -> pl.DataFrame:
    """By which template the drafts of first steps were written: `draft_id`, `template`."""
    schema = {"draft_id": pl.Int64(), "template": pl.String()}
    return _frame(session, "SELECT id, template FROM draft WHERE step = 1", {}, schema)


# Any: polars types.
def _frame(
    session: Session, sql: str, values: Mapping[str, int], schema: Mapping[str, Any]
) -> pl.DataFrame:
    rows = [tuple(row) for row in session.execute(text(sql), dict(values))]
    # Truth comes as a number: SQLite knows no other.
    told = {name: pl.Int64() if kind == pl.Boolean() else kind for name, kind in schema.items()}
    return pl.DataFrame(rows, schema=told, orient="row").cast(pl.Schema(schema))


class Received(NamedTuple):
    """Signals received in a window, and how many of them only perhaps; how many people are left out."""

    signals: int
    assumed: int
    #: Suppressed today: nothing of them is in any figure.
    left: int


def received(session: Session, *, since: datetime, until: datetime) -> Received:
    """How many signals came in a window, and of how many the arrival is assumed."""
    counts = session.execute(
        text(
            """SELECT count(*), coalesce(sum(CASE WHEN received_assumed THEN 1 ELSE 0 END), 0)
            FROM signal WHERE received_at > :since AND received_at <= :until"""
        ),
        {"since": to_micros(since), "until": to_micros(until)},
    ).one()
    left = session.execute(
        text("SELECT count(*) FROM lead WHERE suppressed_at IS NOT NULL AND merged_into IS NULL")
    )
    return Received(int(counts[0]), int(counts[1]), int(left.scalar_one()))
