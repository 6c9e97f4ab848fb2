"""Count and list what a comparison found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from prospector.engine.points import points
from prospector.score.diff.report import Blame, Cause, Change, Diff, Move, What
from prospector.score.diff.sides import Side

# Any: a row of a frame, by column.
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Compared:
    """Two sides, their changed leads with the causes, all leads, and how many each queue has."""

    old: Side
    new: Side
    rows: pl.DataFrame
    leads: int
    queues: tuple[int, int]


@dataclass(frozen=True)
class Told:
    """What is said of leads beside their scores: names, companies, the gate of the new day."""

    names: Mapping[int, tuple[str, str | None]]
    gates: Mapping[int, str]


def listed(rows: pl.DataFrame, most: int | None) -> pl.DataFrame:
    """Who is told of: who enters, who leaves, whose grade, whose segment differs; `most` of each."""
    lists = [
        rows.filter(queue="enters").sort("new priority", "lead_id", descending=[True, False]),
        rows.filter(queue="leaves").sort("old priority", "lead_id", descending=[True, False]),
        _quiet(rows, "grade").sort("new grade", "old grade", "lead_id"),
        _quiet(rows, "segment").filter(pl.col("old grade") == pl.col("new grade")).sort("lead_id"),
    ]
    return pl.concat(one if most is None else one.head(most) for one in lists)


def summed_up(
    found: Compared, lists: pl.DataFrame, told: Told, *, as_of: datetime, known_at: datetime
) -> Diff:
    """The counts of everybody, and the leads of the lists."""
    rows = found.rows
    return Diff(
        old=found.old.ruleset.version,
        new=found.new.ruleset.version,
        as_of=as_of,
        known_at=known_at,
        leads=found.leads,
        queue_before=found.queues[0],
        queue_after=found.queues[1],
        grades=_moves(rows, "grade"),
        segments=_moves(rows, "segment"),
        causes=_blames(rows),
        changes=tuple(_change(told, row) for row in lists.rows(named=True)),
    )


def _differs(name: str) -> pl.Expr:
    return pl.col(f"old {name}").ne_missing(pl.col(f"new {name}"))


def _quiet(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Those who are in the queue on both sides, or on none."""
    return rows.filter(pl.col("queue").is_null() & _differs(name))


def _moves(rows: pl.DataFrame, name: str) -> tuple[Move, ...]:
    counted = (
        rows.filter(_differs(name))
        .group_by(f"old {name}", f"new {name}")
        .len("leads")
        .sort("leads", f"old {name}", f"new {name}", descending=[True, False, False])
    )
    return tuple(Move(*row) for row in counted.iter_rows())


def _blames(rows: pl.DataFrame) -> tuple[Blame, ...]:
    """Each cause with what it did, the one that did most first."""
    parts = [
        _blamed(rows.filter(_differs("grade")), "grade", "grades"),
        _blamed(rows.filter(_differs("segment")), "segment", "segments"),
        _blamed(rows.filter(pl.col("queue") == "enters"), "queue", "enters"),
        _blamed(rows.filter(pl.col("queue") == "leaves"), "queue", "leaves"),
    ]
    counted = (
        pl.concat(parts)
        .group_by("what", "name")
        .agg(*((pl.col("count") == one).sum().alias(one) for one in _COUNTS))
        .with_columns(pl.sum_horizontal(_COUNTS).alias("all"))
        .sort("all", "what", "name", descending=[True, False, False])
    )
    return tuple(
        Blame(What(row["what"]), row["name"], *(row[one] for one in _COUNTS))
        for row in counted.rows(named=True)
    )


_COUNTS = ("grades", "segments", "enters", "leaves")


def _blamed(rows: pl.DataFrame, whose: str, count: str) -> pl.DataFrame:
    return rows.select(
        pl.col(f"{whose}_what").alias("what"),
        pl.col(f"{whose}_name").alias("name"),
        pl.lit(count).alias("count"),
    )


def _change(told: Told, row: _Row) -> Change:
    lead = row["lead_id"]
    who, account = told.names.get(lead, (f"lead {lead}", None))
    return Change(
        lead=lead,
        who=who,
        account=account,
        grade_from=row["old grade"],
        grade_to=row["new grade"],
        segment_from=row["old segment"],
        segment_to=row["new segment"],
        priority_from=row["old priority"],
        priority_to=row["new priority"],
        queue=row["queue"],
        gate=told.gates.get(lead) if row["queue"] == "leaves" else None,
        cause=_cause(row),
    )


def _cause(row: _Row) -> Cause:
    """Of what differs, the cause of what matters most: the queue, the grade, the segment."""
    whose = "queue"
    if row["queue"] is None:
        whose = "grade" if row["old grade"] != row["new grade"] else "segment"
    what, name = What(row[f"{whose}_what"]), row[f"{whose}_name"]
    if what is What.RULE:
        before, after = (row.get(f"{side} rule {name}") for side in ("old", "new"))
        return Cause(what, name, points(before or 0), points(after or 0))
    if what is What.FIT_RULE:
        return Cause(what, name, points(row["old lower"]), points(row["new lower"]))
    return Cause(what, name)
