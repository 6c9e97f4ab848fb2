"""The pipeline knows the order, and only that."""

from dataclasses import dataclass

import pytest

from prospector import pipeline
from prospector.pipeline import Job, Stage


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
