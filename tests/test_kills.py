"""A job killed at any moment is simply run again: nothing lost, nothing twice, nothing half done."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from prospector.cli.demo import SAMPLES_DAY
from prospector.store.database import open_database
from prospector.workspace.create import FOLDERS, starter
from tests import children

#: Tables whose rows a run makes, and that a repeated run must not make again.
COUNTED = (
    "signal",
    "sighting",
    "identity",
    "lead",
    "account",
    "score",
    "segment_membership",
    "draft",
)
#: How a job is ended: at once, or so that it takes back what is under way.
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)


def workspace(folder: Path) -> Path:
    for name in FOLDERS:
        shutil.copytree(starter() / name, folder / name)
    return folder


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    arguments = ["--workspace", str(folder), "--as-of", SAMPLES_DAY, *words]
    return children.begin(
        [sys.executable, "-m", "prospector", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def finish(job: subprocess.Popen[str]) -> int:
    job.communicate()
    return job.returncode


def outcome(folder: Path) -> tuple[object, dict[str, int]]:
    """The queue without row numbers, and how many rows each table has."""
    printed, _ = start(folder, "queue", "--json").communicate()
    queue = [
        (
            row["lead"]["email"] or row["lead"]["linkedin_url"],
            row["grade"],
            row["segment"],
            row["body"],
        )
        for row in json.loads(printed)
    ]
    database = open_database("", folder)
    with database.read() as session:
        counts = {
            table: int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar() or 0)
            for table in COUNTED
        }
    database.dispose()
    return sorted(queue), counts


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, dict[str, int], float]:
    """What a run comes to when nobody disturbs it, and how long it takes."""
    folder = workspace(tmp_path_factory.mktemp("whole"))
    began = time.monotonic()
    assert finish(start(folder, "run")) == 1  # the samples hold bad rows
    took = time.monotonic() - began
    return (*outcome(folder), took)


def test_it_comes_to_the_same_after_any_number_of_kills(
    whole: tuple[object, dict[str, int], float], tmp_path: Path, *, prove: bool
) -> None:
    queue, counts, took = whole
    chance = random.Random(7)
    for number in range(60 if prove else 1):
        folder = workspace(tmp_path / str(number))
        for _ in range(2):
            job = start(folder, "run")
            time.sleep(took * chance.uniform(0.3, 1.0))
            job.send_signal(chance.choice(SIGNALS) if prove else signal.SIGKILL)
            finish(job)
        assert finish(start(folder, "run")) in (0, 1)
        assert outcome(folder) == (queue, counts)
