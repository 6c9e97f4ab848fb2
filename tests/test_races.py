"""No cap is ever exceeded, whatever runs in parallel, crashes or is tried again.

`make prove` runs the long versions: 120,000 attempts in all, workers killed at random.
"""

import csv
import hashlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlalchemy import true
from sqlalchemy.exc import IntegrityError

from prospector.export import ExportReport, export
from prospector.rules.ruleset import Ruleset
from prospector.store import caps
from prospector.store.database import Database, open_database
from prospector.tables import Cap, CapUse, CapUseState, Draft, Enrolment, Export, Touch
from tests import races
from tests.policy.world import KEY, NOW, PARIS, World

EXPORTERS = 8


def export_at_once(database: Database, out: Path, rules: Ruleset) -> list[ExportReport]:
    """Eight exporters, each with connections of its own, begin together."""

    def one(_number: int) -> ExportReport:
        own = open_database(races.address(database), out)
        try:
            return export(own, rules, "generic", out, now=NOW, zone=PARIS, key=KEY)
        finally:
            own.dispose()

    with ThreadPoolExecutor(EXPORTERS) as pool:
        return list(pool.map(one, range(EXPORTERS)))


def rows(database: Database) -> World:
    """The store, to look at."""
    world = World.__new__(World)
    world.database = database
    return world


def check(database: Database, out: Path, *, limit: int) -> None:
    """Exactly `limit` drafts left, each once, with every slot, in files that receipts vouch for."""
    world = rows(database)
    touches = world.all(Touch)
    assert len(touches) == limit
    exported = [draft.id for draft in world.all(Draft) if draft.status.value == "exported"]
    assert sorted(touch.draft_id for touch in touches) == exported
    assert len(world.all(Enrolment)) == limit
    with database.read() as session:
        assert caps.overspent(session) == []
    uses = Counter((use.scope, use.key, use.window_kind) for use in world.all(CapUse))
    assert uses["segment", "hiring", "day"] == limit
    assert uses["sender", "alice", "rolling_24h"] == limit
    assert max(count for (scope, *_), count in uses.items() if scope == "account/first") <= 2
    written = []
    for receipt in world.all(Export):
        if receipt.drafts:
            content = Path(receipt.path).read_bytes()
            assert hashlib.sha256(content).hexdigest() == receipt.sha256
            with Path(receipt.path).open(encoding="utf-8-sig", newline="") as file:
                written += [int(row["draft"]) for row in csv.DictReader(file)]
    assert sorted(written) == exported
    assert sorted(out.glob("*.csv")) == sorted(
        Path(receipt.path) for receipt in world.all(Export) if receipt.drafts
    )


def test_it_never_exceeds_a_cap_with_eight_exporters(database: Database, tmp_path: Path) -> None:
    races.crowd(database, 100)
    out = tmp_path / "exports"
    reports = export_at_once(database, out, races.ruleset())
    assert sum(report.taken for report in reports) == races.SEGMENT_LIMIT
    check(database, out, limit=races.SEGMENT_LIMIT)
    held = Counter(draft.held_gate for draft in rows(database).all(Draft))
    assert held[None] == races.SEGMENT_LIMIT
    assert held["caps"] + held["account_limit"] == 100 - races.SEGMENT_LIMIT


@pytest.mark.parametrize("window", ["day", "rolling_7d"])
def test_it_would_notice_a_condition_that_is_missing(
    database: Database, tmp_path: Path, window: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    races.crowd(database, 60)
    monkeypatch.setattr(caps, "COUNTER_ROOM", true())
    monkeypatch.setattr(caps, "SLIDING_ROOM", true())

    def race() -> None:
        export_at_once(database, tmp_path / "e", races.ruleset(window=window, full=False))
        assert len(rows(database).all(Touch)) <= races.SEGMENT_LIMIT

    with pytest.raises((AssertionError, IntegrityError)):  # the CHECK is the second defence
        race()


@pytest.mark.parametrize("window", ["day", "rolling_7d"])
def test_it_never_exceeds_a_cap_with_workers_that_are_killed(
    database: Database, window: str, *, prove: bool
) -> None:
    size, limit, workers = (600, 500, 8) if prove else (30, 20, 3)
    share = (30_000 if prove else 150) // workers
    races.crowd(database, size)
    database.dispose()
    counts = races.counters(workers)
    arena = races.Arena(races.address(database), limit, window, size, share)

    def start(number: int) -> BaseProcess:
        return races.process(races.attempts, arena, counts, number)

    # By what was tried, not by the clock: a slow machine would kill workers that did nothing yet.
    strike = lambda killed: sum(counts) >= 250 * (killed + 1)  # noqa: E731
    killed = races.fight(start, workers, strike=strike if prove else None)
    assert killed > 50 or not prove
    assert sum(counts) >= share * workers
    world = rows(database)
    exported = [draft.id for draft in world.all(Draft) if draft.status.value == "exported"]
    of_segment = [use for use in world.all(CapUse) if use.scope == "segment"]
    assert len(exported) == limit
    assert sorted(use.draft_id for use in of_segment) == exported
    assert {use.state for use in of_segment} == {CapUseState.USED}
    with database.read() as session:
        assert caps.overspent(session) == []
    assert {cap.ceiling for cap in world.all(Cap) if cap.scope == "segment"} == {limit}


def test_it_loses_and_doubles_nothing_when_exporters_are_killed(
    database: Database, tmp_path: Path, *, prove: bool
) -> None:
    out = tmp_path / "exports"
    races.crowd(database, 400 if prove else 60)
    database.dispose()

    def start(_number: int) -> BaseProcess:
        return races.process(races.exporter, races.address(database), str(out))

    races.fight(start, EXPORTERS if prove else 2, strike=races.seldomer() if prove else None)
    last = export(database, races.ruleset(), "generic", out, now=NOW, zone=PARIS, key=KEY)
    assert last.unwritten == ()
    check(database, out, limit=races.SEGMENT_LIMIT)
