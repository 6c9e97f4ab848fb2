"""Scores: one current row per lead, history where the grade or the rules changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, text
from sqlmodel import Session, col, func, select

from prospector.store.database import Database, writing
from prospector.store.staging import stage
from prospector.tables import Run, RunStatus, Score

#: Rows in one write transaction: it holds the lock for well under 100 ms.
CHUNK = 5_000
#: How a run's counts name the priors it found.
PRIOR = "prior "

#: Every column of `score` that a frame of fresh scores has, in order.
COLUMNS = (
    "lead_id",
    "ruleset",
    "as_of",
    "known_at",
    "profile",
    "fit_nano",
    "fit_lower_nano",
    "fit_upper_nano",
    "fit_expected_nano",
    "intent_nano",
    "intent_raw_nano",
    "grade",
    "disqualified_by",
    "unknown_field",
    "priority",
    "rule_totals",
    "newest_signal_at",
)
_COMPARED = [name for name in COLUMNS if name not in ("lead_id", "as_of", "known_at")]


class Changes(NamedTuple):
    """What replacing the scores changed."""

    written: int
    moved: int
    removed: int


def replace(database: Database, fresh: pl.DataFrame) -> Changes:
    """Make these the current scores: only rows that differ are written."""
    with database.staging() as connection:
        stage(connection, "fresh", fresh.select(COLUMNS))
        _find_changed(connection)
        written = _count(connection, "SELECT count(*) FROM changed")
        moved = _count(connection, "SELECT count(*) FROM changed WHERE moved = 1")
        for start in range(0, written, CHUNK):
            with writing(connection):
                _write(connection, start, start + CHUNK)
        with writing(connection):
            gone = connection.execute(
                text("DELETE FROM score WHERE lead_id NOT IN (SELECT lead_id FROM fresh)")
            )
        return Changes(written=written, moved=moved, removed=gone.rowcount)


def _find_changed(connection: Connection) -> None:
    """Which rows differ, in a temporary table of this connection; `moved` = history is due."""
    differs = " OR ".join(
        f"s.{name} IS DISTINCT FROM {_value(connection, name)}" for name in _COMPARED
    )
    # Without these every chunk would look through the whole frame, under the write lock.
    connection.exec_driver_sql("CREATE INDEX fresh_lead ON fresh (lead_id)")
    connection.exec_driver_sql("DROP TABLE IF EXISTS changed")
    connection.exec_driver_sql(
        f"""CREATE TEMPORARY TABLE changed AS
        SELECT row_number() OVER (ORDER BY f.lead_id) - 1 AS place, f.lead_id,
            CASE WHEN s.grade = f.grade AND s.ruleset = f.ruleset THEN 0 ELSE 1 END AS moved
        FROM fresh f LEFT JOIN score s ON s.lead_id = f.lead_id
        WHERE s.lead_id IS NULL OR {differs}"""
    )
    connection.exec_driver_sql("CREATE INDEX changed_place ON changed (place)")
    connection.commit()


def _write(connection: Connection, start: int, end: int) -> None:
    part = {"start": start, "end": end}
    values = ", ".join(_value(connection, name) for name in COLUMNS)
    updates = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "lead_id")
    source = """FROM changed c JOIN fresh f ON f.lead_id = c.lead_id
        WHERE c.place >= :start AND c.place < :end"""
    connection.execute(
        text(
            f"""INSERT INTO score ({", ".join(COLUMNS)}) SELECT {values} {source}
            ON CONFLICT (lead_id) DO UPDATE SET {updates}"""
        ),
        part,
    )
    connection.execute(
        text(
            f"""INSERT INTO score_history (lead_id, ruleset, as_of, fit_nano, intent_nano, grade)
            SELECT f.lead_id, f.ruleset, f.as_of, f.fit_nano, f.intent_nano, f.grade
            {source} AND c.moved = 1"""
        ),
        part,
    )


def _value(connection: Connection, name: str) -> str:
    """A column of the fresh rows as the table wants it."""
    if name == "rule_totals" and connection.dialect.name == "postgresql":
        return f"CAST(f.{name} AS JSONB)"
    return f"f.{name}"


def _count(connection: Connection, sql: str) -> int:
    return int(connection.exec_driver_sql(sql).scalar_one())


def of_lead(session: Session, lead_id: int) -> Score | None:
    """A lead's current score."""
    return session.get(Score, lead_id)


def frame(session: Session) -> pl.DataFrame:
    """Every current score as a frame; `rule_totals` is JSON text."""
    names = [*COLUMNS[:-2], "newest_signal_at"]
    rows = session.execute(
        text(f"SELECT {', '.join(names)}, CAST(rule_totals AS TEXT) FROM score ORDER BY lead_id")
    )
    integers = {name for name in names if name.endswith(("_nano", "_at", "_of", "_id"))}
    schema: dict[str, pl.DataType] = {
        name: pl.Int64() if name in integers else pl.String() for name in (*names, "rule_totals")
    }
    schema["priority"] = pl.Float64()
    return pl.DataFrame(list(map(tuple, rows)), schema=schema, orient="row")


def grades(session: Session) -> dict[str, int]:
    """How many leads have each grade."""
    counted = session.exec(select(Score.grade, func.count()).group_by(Score.grade))
    return dict(sorted(counted.all()))


def histogram(session: Session, column: str, *, width: int) -> dict[int, int]:
    """How many leads have an amount of nano-points in each band of a width, by band number."""
    band = f"CAST({column} / {width} AS INTEGER)"
    rows = session.execute(text(f"SELECT {band}, count(*) FROM score GROUP BY {band}"))
    return {int(number): int(count) for number, count in sorted(map(tuple, rows))}


def priors(session: Session, *, as_of: datetime | None = None) -> dict[str, int]:
    """What the score run of a time expected of each fit group; without that run, the newest one."""
    runs = (
        select(Run)
        .where(col(Run.stage) == "score", col(Run.status) == RunStatus.DONE)
        .order_by(col(Run.as_of).is_not_distinct_from(as_of).desc(), col(Run.id).desc())
    )
    run = session.exec(runs.limit(1)).first()
    return {} if run is None else _priors(run.counts)


def _priors(counts: Mapping[str, int]) -> dict[str, int]:
    return {
        name.removeprefix(PRIOR): value for name, value in counts.items() if name.startswith(PRIOR)
    }
