"""Read a past from the store, play rulesets through it, and report; nothing is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import polars as pl

from prospector.columns import from_micros, to_micros
from prospector.engine import pasts
from prospector.engine.pasts import Past
from prospector.errors import UsageError
from prospector.measure.backtest.figures import (
    NEAR,
    bins,
    calibration,
    compare,
    linked,
    precision,
)
from prospector.measure.backtest.replay import Replay, dawned, replay
from prospector.measure.backtest.report import Report, Scope, Side
from prospector.measure.backtest.window import mornings
from prospector.measure.cases import FEWEST, counted, labelled, nearest
from prospector.measure.ladder import WINDOW, Rung
from prospector.measure.lifts import lifts
from prospector.measure.stage import cases
from prospector.policy.calendar import day_start
from prospector.rules.ruleset import Ruleset
from prospector.store import cases as store
from prospector.store.database import Database

#: Days a window has unless it is told.
DAYS = 90


def _say_nothing(_done: int, _total: int) -> None:
    """Keep how far it is to oneself."""


@dataclass(frozen=True)
class Asked:
    """What a backtest is to look at; None = what suits."""

    since: date | None = None
    until: date | None = None
    rung: Rung | None = None
    capacity: int | None = None


class _Read(NamedTuple):
    """Everything a backtest is made of, as the store tells it."""

    cases: pl.DataFrame
    rung: Rung
    since: date
    until: date
    mornings: list[int]
    past: Past
    received: store.Received


def backtest(  # noqa: PLR0913 - which rules, asked what, when
    database: Database,
    rulesets: Sequence[tuple[str, Ruleset]],
    asked: Asked,
    *,
    now: datetime,
    zone: ZoneInfo,
    tell: Callable[[int, int], None] = _say_nothing,
) -> Report:
    """Score every past morning of a window under each (name, ruleset), and join what came of it."""
    rules = [ruleset for _, ruleset in rulesets]
    read = _read(database, rules, asked, now=now, zone=zone)
    states = labelled(read.cases, read.rung, now=to_micros(now))
    judged = dawned(states, read.mornings).filter(pl.col("hit").is_not_null())
    capacity = asked.capacity or sum(sdr.capacity for sdr in rules[0].policy.sdrs)
    progress = _Progress(tell, len(read.mornings) * len(rules))
    replays = [
        replay(read.past, one, read.cases, read.mornings, capacity=capacity, tell=progress)
        for one in rules
    ]
    held = [linked(one.picks, states) for one in replays]
    sides = tuple(
        _side(name, ruleset, one, one_held, judged)
        for (name, ruleset), one, one_held in zip(rulesets, replays, held, strict=True)
    )
    unknown = judged.height - judged.join(replays[0].said, on="case", how="semi").height
    scope = _scope(read, capacity, unknown, colleagues(judged), now=now)
    return Report(scope, sides, compare(*held) if len(held) == 2 else None)


def _read(
    database: Database, rules: Sequence[Ruleset], asked: Asked, *, now: datetime, zone: ZoneInfo
) -> _Read:
    with database.read() as session:
        found = cases(session, known_at=now)
        rung = asked.rung or _best_rung(found, asked, now=now, zone=zone)
        since, until = window(found, asked, rung, now=now, zone=zone)
        drafted = found.filter(pl.col("source") == "draft")["at"]
        days = mornings(since, until, zone, drafted)
        begun = from_micros(days[0]) if days else now
        rows = pasts.load(session, rules, since=begun, until=now)
        received = store.received(session, since=begun, until=now)
    past = Past(rows, rules, since=to_micros(begun))
    return _Read(found, rung, since, until, days, past, received)


def colleagues(judged: pl.DataFrame) -> int:
    """Cases with another one at the same account."""
    return judged.drop_nulls("account_id").filter(pl.len().over("account_id") > 1).height


def _scope(read: _Read, capacity: int, unknown: int, shared: int, *, now: datetime) -> Scope:
    opened = dawned(read.cases, read.mornings)
    return Scope(
        as_of=now,
        since=read.since,
        until=read.until,
        mornings=len(read.mornings),
        capacity=capacity,
        rung=read.rung,
        rungs=tuple(counted(opened, one, now=to_micros(now)) for one in Rung),
        unknown_then=unknown,
        colleagues=shared,
        signals=read.received.signals,
        assumed=read.received.assumed,
        left=read.received.left,
    )


def window(
    found: pl.DataFrame, asked: Asked, rung: Rung, *, now: datetime, zone: ZoneInfo
) -> tuple[date, date]:
    """The first and last day: 90 days that can be judged by now, or as many as there are cases of.

    Raises:
        UsageError: the window ends before it begins.
    """
    today = now.astimezone(zone).date()
    until = asked.until or today - timedelta(days=WINDOW[rung])
    since = asked.since or until - timedelta(days=DAYS - 1)
    first = found["at"].min()
    if asked.since is None and isinstance(first, int):
        begun = from_micros(first - NEAR).astimezone(zone).date()
        since = min(max(since, begun), until)
    if since > until:
        fix = "give an earlier day" if asked.until else "give --until as well"
        raise UsageError(f"--since {since} is after the last day, {until}: {fix}")
    return since, until


def _best_rung(found: pl.DataFrame, asked: Asked, *, now: datetime, zone: ZoneInfo) -> Rung:
    """The highest rung with enough cases in its own window, else the one that lacks fewest of all."""
    at = to_micros(now)
    for rung in reversed(Rung):
        first, last = window(found, asked, rung, now=now, zone=zone)
        begun, ended = (
            to_micros(day_start(day, zone)) for day in (first, last + timedelta(days=1))
        )
        inside = found.filter((pl.col("at") >= begun) & (pl.col("at") < ended))
        if counted(inside, rung, now=at).missing(FEWEST) == 0:
            return rung
    return nearest(found, now=at)


class _Progress:
    """Counts mornings over all rulesets."""

    def __init__(self, tell: Callable[[int, int], None], total: int) -> None:
        self._tell, self._total, self._done = tell, total, 0

    def __call__(self) -> None:
        self._done += 1
        self._tell(self._done, self._total)


def _side(
    name: str, ruleset: Ruleset, replayed: Replay, held: pl.DataFrame, judged: pl.DataFrame
) -> Side:
    said = judged.select("case", "at", "hit").join(replayed.said, on="case")
    return Side(
        name=name,
        version=ruleset.version,
        precision=precision(replayed, held, judged),
        bins=bins(said),
        calibration=calibration(said),
        rules=lifts(said),
    )
