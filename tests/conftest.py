"""Fixtures every test may use: a workspace, and a store on both databases."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospector.store.database import Database, open_database
from tests import postgres, proving, sqlite

#: Files that take longest, longest first: a worker that began one of them last would end alone.
SLOW = (
    "tests/engine/test_spark.py",
    "tests/test_durability.py",
    "tests/cli/test_serve.py",
    "tests/resolve/merging/test_stage.py",
    "tests/test_kills.py",
    "tests/test_schedules.py",
    "tests/cli/test_demo.py",
    "tests/score/test_properties.py",
    "tests/engine/test_copies.py",
    "tests/test_first_hour.py",
    "tests/cli/test_rules_learn.py",
    "tests/cli/test_run.py",
    "tests/resolve/plain/test_stage.py",
    "tests/measure/learn/test_stage.py",
    "tests/segment/test_stage.py",
    "tests/score/test_ahead.py",
    "tests/score/diff/test_causes.py",
    "tests/cli/test_rules_publish.py",
    "tests/web/test_protocol.py",
    "tests/test_wheel.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="rewrite golden files")
    parser.addoption("--prove", action="store_true", help="run the long proofs at full length")


def pytest_configure(config: pytest.Config) -> None:
    # A terminal's width is no part of a test; parallel workers set it.
    os.environ.pop("COLUMNS", None)
    if config.getoption("--prove"):
        os.environ[proving.VARIABLE] = "1"
    # Threads of two workers that wait for each other by turning cost six times the work.
    os.environ["OMP_NUM_THREADS"] = "1"
    # Tests import files the moment they are written.
    os.environ["PROSPECTOR_SETTLE_SECONDS"] = "0"
    if not hasattr(config, "workerinput"):  # the one process that outlives the workers
        postgres.prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    postgres.leave()
    if not hasattr(config, "workerinput"):
        postgres.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(SLOW)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(SLOW)))


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten instead of compared."""
    return bool(request.config.getoption("--bless"))


@pytest.fixture
def prove(request: pytest.FixtureRequest) -> bool:
    """Whether long proofs run at full length."""
    return bool(request.config.getoption("--prove"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite store to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    path.write_bytes(sqlite.template())
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path
) -> Iterator[Database]:
    """A migrated, empty store of this test's own; the test runs once on each database."""
    if request.param == "sqlite":
        path = tmp_path / "prospector.db"
        path.write_bytes(sqlite_template.read_bytes())
        address = f"sqlite:///{path}"
    else:
        address = postgres.new_database()
    database = open_database(address, tmp_path)
    yield database
    database.dispose()
