"""Scores: one current row per lead, history where the grade or the rules changed."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import Connection, Table, bindparam, delete, text
from sqlmodel import Session, col, func, select

from prospector.store import worlds
from prospector.store.database import Database, writing
from prospector.store.plain_rows import plain_rows
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
_SCORE: Table = Score.__table__  # type: ignore[attr-defined] # what SQLModel makes of a class
#: What most often differs comes first: no more is compared then.
_OFTEN = ("intent_nano", "priority")
_COMPARED = [*_OFTEN, *(n for n in COLUMNS if n not in ("lead_id", "as_of", "known_at", *_OFTEN))]


class Changes(NamedTuple):
    """What replacing the scores changed."""

    written: int
    moved: int
    removed: int


def replace(
    database: Database, fresh: pl.DataFrame, *, among: Collection[int] | None = None
) -> Changes:
    """Make these the current scores, of some leads or of all: only rows that differ are written."""
    rows = fresh.select(COLUMNS).sort("lead_id")
    write = _write_sqlite if database.dialect == "sqlite" else _write_postgres
    with plain_rows():
        written, moved = write(database, rows)
        return Changes(written, moved, _remove(database, rows["lead_id"], among))


def _write_sqlite(database: Database, fresh: pl.DataFrame) -> tuple[int, int]:
    """Row by row, as they are: SQLite compares and writes faster than it fills a table to join."""
    if fresh.is_empty():
        return 0, 0
    alike = fresh.row(0, named=True)
    own = [name for name in COLUMNS if name not in _ALIKE]
    upsert, history, update = _upsert(own, alike), _history(own, alike), _update(own, alike)
    grade = own.index("grade")
    written = moved = 0
    for part in fresh.select(own).iter_slices(CHUNK):
        rows = part.rows()
        ids = json.dumps([row[0] for row in rows])
        with database.write() as session:
            cursor = session.connection().connection.cursor()
            there = dict(cursor.execute(_GRADES, (alike["ruleset"], ids)))
            new: list[tuple[Any, ...]] = []
            stay: list[tuple[Any, ...]] = []
            for row in rows:
                (stay if there.get(row[0]) == row[grade] else new).append(row)
            cursor.executemany(history, new)
            for statement, some in ((upsert, new), (update, stay)):
                cursor.executemany(statement, some)
                written += max(cursor.rowcount, 0)  # of no rows at all it says -1
        moved += len(new)
    return written, moved


#: What all scores of a run share: handed over once, not with every row.
_ALIKE = ("ruleset", "as_of", "known_at")
#: What the history keeps of a score.
_KEPT = ("lead_id", "ruleset", "as_of", "fit_nano", "intent_nano", "grade")
_GRADES = """SELECT s.lead_id, s.grade FROM json_each(?2) j JOIN score s ON s.lead_id = j.value
    WHERE s.ruleset = ?1"""


def _upsert(own: Sequence[str], alike: Mapping[str, Any]) -> str:  # Any: columns of a row
    values = ", ".join(_spelled(name, own, alike) for name in COLUMNS)
    updates = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
    differs = " OR ".join(f"score.{name} IS NOT excluded.{name}" for name in _COMPARED)
    return f"""INSERT INTO score ({", ".join(COLUMNS)}) VALUES ({values})
        ON CONFLICT (lead_id) DO UPDATE SET {updates} WHERE {differs}"""


def _update(own: Sequence[str], alike: Mapping[str, Any]) -> str:  # Any: columns of a row
    """What most rows need: grade and rules stay, so that no index and no foreign key is looked at."""
    stay = ("lead_id", "ruleset", "grade")
    told = {name: _spelled(name, own, alike) for name in COLUMNS if name not in stay}
    updates = ", ".join(f"{name} = {value}" for name, value in told.items())
    differs = " OR ".join(f"{name} IS NOT {told[name]}" for name in _COMPARED if name in told)
    return f"UPDATE score SET {updates} WHERE lead_id = ?1 AND ({differs})"


def _history(own: Sequence[str], alike: Mapping[str, Any]) -> str:  # Any: columns of a row
    values = ", ".join(_spelled(name, own, alike) for name in _KEPT)
    # SQLite wants as many values as the highest place says: the last one is named, and not used.
    return f"""INSERT INTO score_history ({", ".join(_KEPT)})
        SELECT {values} WHERE ?{len(own)} IS NULL OR TRUE"""


def _spelled(name: str, own: Sequence[str], alike: Mapping[str, Any]) -> str:
    if name in own:
        return f"?{own.index(name) + 1}"
    value = alike[name]
    return str(value) if isinstance(value, int) else f"'{value}'"


def _write_postgres(database: Database, fresh: pl.DataFrame) -> tuple[int, int]:
    """Set by set: what differs is found in one statement, and written chunk by chunk."""
    with database.staging() as connection:
        stage(connection, "fresh", fresh)
        _find_changed(connection)
        written, moved = connection.exec_driver_sql(
            "SELECT count(*), coalesce(sum(moved), 0) FROM changed"
        ).one()
        for start in range(0, written, CHUNK):
            with writing(connection):
                _write_chunk(connection, start, start + CHUNK)
    return int(written), int(moved)


def _find_changed(connection: Connection) -> None:
    """Which rows differ, in a temporary table of this connection; `moved` = history is due."""
    differs = " OR ".join(f"s.{name} IS DISTINCT FROM {_value(name)}" for name in _COMPARED)
    connection.exec_driver_sql("DROP TABLE IF EXISTS changed")
    connection.exec_driver_sql(
        f"""CREATE TEMPORARY TABLE changed AS
        SELECT row_number() OVER (ORDER BY f.lead_id) - 1 AS place, f.*,
            CASE WHEN s.grade = f.grade AND s.ruleset = f.ruleset THEN 0 ELSE 1 END AS moved
        FROM fresh f LEFT JOIN score s ON s.lead_id = f.lead_id
        WHERE s.lead_id IS NULL OR {differs}"""
    )
    # Without it every chunk would look through all of them, under the write lock.
    connection.exec_driver_sql("CREATE INDEX changed_place ON changed (place)")
    connection.commit()


def _write_chunk(connection: Connection, start: int, end: int) -> None:
    part = {"start": start, "end": end}
    values = ", ".join(_value(name) for name in COLUMNS)
    updates = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
    source = "FROM changed f WHERE f.place >= :start AND f.place < :end"
    connection.execute(
        text(
            f"""INSERT INTO score ({", ".join(COLUMNS)}) SELECT {values} {source}
            ON CONFLICT (lead_id) DO UPDATE SET {updates}"""
        ),
        part,
    )
    kept = ", ".join(_KEPT)
    connection.execute(
        text(f"INSERT INTO score_history ({kept}) SELECT {kept} {source} AND f.moved = 1"), part
    )


def _value(name: str) -> str:
    """A column of the fresh rows as PostgreSQL's table wants it."""
    return f"CAST(f.{name} AS JSONB)" if name == "rule_totals" else f"f.{name}"


def _remove(database: Database, scored: pl.Series, among: Collection[int] | None) -> int:
    """Delete the scores of who is no lead any more, or not yet."""
    if among is None:
        with database.read() as session:
            ids = pl.Series(session.exec(select(Score.lead_id)).all(), dtype=pl.Int64)
    else:
        ids = pl.Series(sorted(among), dtype=pl.Int64)
    removed = 0
    for part in ids.filter(~ids.is_in(scored.implode())).to_frame("id").iter_slices(CHUNK):
        with database.write() as session:
            gone = delete(_SCORE).where(_SCORE.c.lead_id.in_(part["id"].to_list()))
            removed += session.connection().execute(gone).rowcount
    return removed


def of_lead(session: Session, lead_id: int) -> Score | None:
    """A lead's current score."""
    return session.get(Score, lead_id)


def frame(session: Session, lead_ids: Sequence[int] | None = None) -> pl.DataFrame:
    """Every current score as a frame, or those of some leads; `rule_totals` is JSON text."""
    names = [*COLUMNS[:-2], "newest_signal_at"]
    some = "" if lead_ids is None else "WHERE lead_id IN :lead_ids"
    query = text(
        f"SELECT {', '.join(names)}, CAST(rule_totals AS TEXT) FROM score {some} ORDER BY lead_id"
    )
    if lead_ids is not None:
        query = query.bindparams(bindparam("lead_ids", lead_ids, expanding=True))
    integers = {name for name in names if name.endswith(("_nano", "_at", "_of", "_id"))}
    schema: dict[str, pl.DataType] = {
        name: pl.Int64() if name in integers else pl.String() for name in (*names, "rule_totals")
    }
    schema["priority"] = pl.Float64()
    # Some rows at a time: as Python's values they take ten times the room.
    result = session.connection().execute(query)
    with plain_rows():
        parts = [pl.DataFrame(r, schema=schema, orient="row") for r in worlds.batches(result)]
    return pl.concat(parts) if parts else pl.DataFrame(schema=schema)


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
