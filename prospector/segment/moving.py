"""What became of leads that moved: the cause, the terms that turned, what the move sets off."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from prospector.engine.judged import catalogue
from prospector.engine.signals import DAY
from prospector.rules.models import say
from prospector.rules.models.acting import MoveRule
from prospector.rules.ruleset import Ruleset
from prospector.segment.turning import Row, Turned, arrived, departed, holds
from prospector.tables import MoveCause

#: A move as the store takes it; what turned and the words of a task are JSON.
COLUMNS = {
    "lead_id": pl.Int64,
    "cause": pl.String,
    "turned": pl.String,
    "set_off": pl.String,
    "task": pl.String,
    "made_on": pl.String,
    "due_on": pl.String,
    # Whose sequence it lends them, until when.
    "drafts_as": pl.String,
    "drafts_until": pl.Int64,
}


class Mover(NamedTuple):
    """A lead that changed segment; None = in none."""

    lead_id: int
    from_segment: str | None
    to_segment: str | None


@dataclass(frozen=True)
class Then:
    """How every term stood for the movers at the last run, by lead; None = there was none."""

    rows: Mapping[int, Row] | None
    rules_changed: bool


@dataclass(frozen=True)
class Move:
    """A lead's change of segment, explained."""

    mover: Mover
    cause: MoveCause
    turned: Sequence[Turned]
    #: What it sets off.
    rule: MoveRule | None


def moves(
    ruleset: Ruleset, movers: Iterable[Mover], then: Then, now: Mapping[int, Row]
) -> list[Move]:
    """Every move with its cause, by the terms as they stood and as they stand."""
    return [_move(ruleset, mover, then, now.get(mover.lead_id)) for mover in movers]


def _move(ruleset: Ruleset, mover: Mover, then: Then, now: Row | None) -> Move:
    if then.rows is None:
        return Move(mover, MoveCause.NEW, (), None)  # everybody comes into a segment at once
    before = then.rows.get(mover.lead_id)
    cause = _cause(ruleset, mover, before, now, rules_changed=then.rules_changed)
    turned: list[Turned] = []
    if now is not None and cause in (MoveCause.TURNED, MoveCause.NEW):
        turned = _turned(ruleset, mover, before, now)
    # A changed rule or a merge is nobody's doing.
    happened = cause in (MoveCause.TURNED, MoveCause.NEW)
    return Move(mover, cause, turned, _set_off(ruleset, mover) if happened else None)


def _cause(
    ruleset: Ruleset, mover: Mover, before: Row | None, now: Row | None, *, rules_changed: bool
) -> MoveCause:
    if now is None:
        return MoveCause.GONE
    if before is None:
        return MoveCause.NEW
    if _segment(ruleset, before) == mover.from_segment:
        return MoveCause.TURNED
    return MoveCause.RULES if rules_changed else MoveCause.CORRECTED


def _segment(ruleset: Ruleset, row: Row) -> str | None:
    """The first segment whose condition held."""
    conditions = zip(ruleset.segments.segments, catalogue(ruleset).conditions, strict=True)
    return next((one.id for one, condition in conditions if holds(condition, row)), None)


def _turned(ruleset: Ruleset, mover: Mover, before: Row | None, now: Row) -> list[Turned]:
    """Why they left, where the old condition ended; why they came, where the new one began."""
    conditions = dict(
        zip(
            (one.id for one in ruleset.segments.segments),
            catalogue(ruleset).conditions,
            strict=True,
        )
    )
    found: list[Turned] = []
    if before is not None and mover.from_segment in conditions:
        found += departed(mover.from_segment, conditions[mover.from_segment], before, now)
    if mover.to_segment in conditions:
        found += arrived(mover.to_segment, conditions[mover.to_segment], before, now)
    return found


def _set_off(ruleset: Ruleset, mover: Mover) -> MoveRule | None:
    found = (
        rule
        for rule in ruleset.segments.on_move
        if rule.matches(mover.from_segment, mover.to_segment)
    )
    return next(found, None)


def frame(found: Iterable[Move], *, today: date, now: int) -> pl.DataFrame:
    """Moves as the store takes them, on a day and at a time in microseconds."""
    return pl.DataFrame([_row(move, today, now) for move in found], schema=COLUMNS, orient="row")


def _row(move: Move, today: date, now: int) -> tuple[int | str | None, ...]:
    rule = move.rule
    turned = json.dumps([asdict(one) for one in move.turned], ensure_ascii=False)
    task = due = until = None
    if rule is not None and rule.segment is not None:
        until = now + rule.days * DAY
    if rule is not None and rule.task is not None:
        words = {language: say(rule.task, language) for language in ("en", "fr")}
        task = json.dumps(words, ensure_ascii=False)
        due = f"{today + timedelta(days=rule.days)}"
    set_off = rule.id if rule is not None and rule.then != "nothing" else None
    lent = rule.segment if rule is not None else None
    told = (move.cause.value, turned, set_off, task, f"{today}", due)
    return move.mover.lead_id, *told, lent, until
