"""`prospector run`: the whole job, part of it, again, and as a rehearsal."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from prospector.cli import prospector
from prospector.cli.demo import SAMPLES_DAY
from prospector.cli.run import STAGES
from prospector.columns import from_micros
from prospector.pipeline import Stage
from prospector.store import runs
from prospector.store.database import open_database
from prospector.workspace.create import FOLDERS, starter
from tests import postgres


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for folder in FOLDERS:
        shutil.copytree(starter() / folder, tmp_path / "team" / folder)
    return tmp_path / "team"


def run(workspace: Path, *words: str, at: str = SAMPLES_DAY) -> Result:
    root = ["--workspace", str(workspace), "--as-of", at]
    return CliRunner().invoke(prospector, [*root, *words])


def test_it_offers_exactly_the_stages_of_the_pipeline() -> None:
    assert tuple(Stage) == STAGES


def test_it_fills_a_queue_and_does_nothing_twice(workspace: Path) -> None:
    first = run(workspace, "run", "--json")
    assert first.exit_code == 1, first.output  # the samples hold bad rows
    reports = json.loads(first.stdout)
    assert list(reports) == list(STAGES)
    counts = reports["collect"]
    assert counts["rows"] == counts["taken"] + counts["seen"] + counts["rejected"]
    assert reports["draft"]["queued"] > 10
    queue = json.loads(run(workspace, "queue", "--json").stdout)

    second = json.loads(run(workspace, "run", "--json").stdout)
    assert second["collect"]["rows"] == 0
    assert second["draft"]["queued"] == second["draft"]["rerendered"] == 0
    assert json.loads(run(workspace, "queue", "--json").stdout) == queue


def test_it_stops_after_the_stage_it_is_told(workspace: Path) -> None:
    reports = json.loads(run(workspace, "run", "--until", "resolve", "--json").stdout)
    assert list(reports) == ["collect", "resolve"]


def test_it_leaves_nothing_after_a_rehearsal(workspace: Path) -> None:
    rehearsed = json.loads(run(workspace, "run", "--dry-run", "--json").stdout)
    assert rehearsed["draft"]["queued"] > 10
    assert json.loads(run(workspace, "queue", "--json").stdout) == []
    assert json.loads(run(workspace, "run", "--json").stdout) == rehearsed


def test_it_reads_as_a_report(workspace: Path) -> None:
    result = run(workspace, "run")
    assert "sample_signals/linkedin_posts/likers_fr.csv" in result.stdout
    assert "next: prospector queue, prospector ready" in result.stderr
    for stage in STAGES:
        assert f"\n{stage}" in result.stdout


def test_it_comes_to_the_same_on_both_databases(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queues = []
    for address in (f"sqlite:///{workspace / 'prospector.db'}", postgres.new_database()):
        monkeypatch.setenv("PROSPECTOR_DATABASE_URL", address)
        run(workspace, "run")
        rehearsed = json.loads(run(workspace, "run", "--dry-run", "--json").stdout)
        assert rehearsed["draft"]["queued"] == 0
        rows = json.loads(run(workspace, "queue", "--json").stdout)
        assert run(workspace, "approve", "--top", "5").exit_code == 0
        out = workspace / "out.csv"
        assert run(workspace, "export", "lemlist", "--out", str(out)).exit_code == 0
        queues.append(
            (
                [(r["lead"]["email"], r["grade"], r["subject"], r["body"]) for r in rows],
                out.read_text(),
            )
        )
        out.unlink()
    assert queues[0] == queues[1]


def test_it_drafts_nothing_on_scores_that_stopped_half_way(workspace: Path) -> None:
    run(workspace, "run", "--until", "segment")
    database = open_database("", workspace)
    runs.begin(database, "score", now=from_micros(0))  # and never ends: its process was killed
    database.dispose()
    refused = run(workspace, "draft")
    assert "the last score run" in str(refused.exception)
    assert json.loads(run(workspace, "queue", "--json").stdout) == []
    assert json.loads(run(workspace, "run", "--json").stdout)["draft"]["queued"] > 10
