"""The pipeline knows the order, and only that; stages of two runs take turns."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from prospector import draft, pipeline, resolve, score, segment
from prospector.pipeline import Job, Stage
from prospector.store import runs
from prospector.store.alone import alone
from prospector.store.database import Database
from tests.living import Life
from tests.stories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

ZONE = ZoneInfo("Europe/Paris")


@dataclass
class Report:
    stage: str


def test_it_runs_the_stages_in_order_and_stops_where_told(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []

    def work(stage: Stage) -> object:
        def note(_job: Job) -> object:
            called.append(stage)
            return Report(stage)

        return note

    monkeypatch.setattr(pipeline, "STAGES", {stage: work(stage) for stage in Stage})
    job: Job = None  # type: ignore[assignment]  # these stages do not look at it
    reports = dict(pipeline.run(job, Stage.SCORE))
    assert called == ["collect", "resolve", "score"]
    assert reports[Stage.SCORE] == Report("score")


def test_it_reports_each_stage_as_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_job: Job) -> object:
        raise ValueError("half way")

    monkeypatch.setattr(
        pipeline, "STAGES", {Stage.COLLECT: lambda _job: Report("collect"), Stage.RESOLVE: fail}
    )
    job: Job = None  # type: ignore[assignment]  # these stages do not look at it
    reports = pipeline.run(job)
    assert next(reports) == (Stage.COLLECT, Report("collect"))
    with pytest.raises(ValueError, match="half way"):
        next(reports)


def test_it_lets_a_stage_wait_for_that_of_another_run(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = Life(database, tmp_path, 1)
    life.arrive()
    stages: dict[str, Callable[[], object]] = {
        "resolve": lambda: resolve.resolve(database, life.ruleset, now=NOW),
        "score": lambda: score.score(database, life.ruleset, now=NOW),
        "segment": lambda: segment.segment(database, life.ruleset, now=NOW, zone=ZONE),
        "draft": lambda: draft.draft(
            database, life.ruleset, tmp_path, now=NOW, zone=ZONE, key=b"key", language="en"
        ),
    }
    ends = threading.Event()  # of a wait, or of the stage that did not wait

    def waiting(seconds: float) -> None:
        ends.set()
        time.sleep(seconds)

    monkeypatch.setattr("prospector.store.alone.time", SimpleNamespace(sleep=waiting))
    for stage, before in zip(stages, ["resolve", *stages], strict=False):
        done: list[object] = []

        def work(stage: str = stage, done: list[object] = done) -> None:
            try:
                done.append(stages[stage]())
            finally:
                ends.set()

        ends.clear()
        thread = threading.Thread(target=work)
        with alone(database, before), runs.under_way(database, before, now=NOW) as run_id:
            thread.start()
            assert ends.wait(60)
            assert not done
            with database.write() as session:
                runs.finish(session, run_id, now=NOW, counts={})
        thread.join(60)
        assert done, stage
