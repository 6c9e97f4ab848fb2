"""The worker takes in what came and runs feeds, until nobody holds its standard input any more."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from prospector import app
from prospector.columns import to_micros
from prospector.errors import WorkspaceError
from prospector.store import inbox, migrate
from prospector.store.database import Database, open_database
from prospector.web.worker import Life, Order, work
from tests import children
from tests.cli import hooked
from tests.test_scheduler import until


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SITE_SECRET", hooked.SECRET)
    feed = "  drop:\n    path: drop\n    schedule: {every: 1 s}\n    origin: our own list\n"
    (tmp_path / "drop").mkdir()
    row = "kind,occurred_at,email\nmet,2026-11-02,alice@acme.example\n"
    (tmp_path / "drop" / "list.csv").write_text(row, encoding="utf-8")
    return hooked.workspace(tmp_path, feed)


@pytest.fixture
def store(folder: Path) -> Iterator[Database]:
    database = open_database("", folder)
    migrate.upgrade(database)
    body = json.dumps({"kind": "met", "email": "bob@globex.example"})
    with inbox.desk(database) as desk:
        inbox.keep(desk, [inbox.make_item("site", "1", body, {}, to_micros(app.now()))])
    yield database
    database.dispose()


@contextmanager
def working(order: Order) -> Iterator[Life]:
    """A worker in a thread of this process."""
    life = Life()
    thread = threading.Thread(target=work, args=(order, life))
    thread.start()
    try:
        yield life
    finally:
        life.ended.set()
        thread.join()


@pytest.mark.parametrize("scheduler", [True, False])
def test_it_takes_in_what_came_and_runs_feeds_if_told_to(
    folder: Path, store: Database, *, scheduler: bool
) -> None:
    with working(Order(str(folder), scheduler=scheduler)):
        until(lambda: hooked.counts(store)["taken"] == 1)
        if scheduler:
            until(lambda: hooked.counts(store)["signals"] == 2)
    assert hooked.counts(store)["signals"] == 1 + scheduler
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"inbox drainer", "scheduler watch"}


def test_it_leaves_the_log_of_sqlite_to_the_server(
    folder: Path, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Database] = []
    monkeypatch.setattr(inbox, "checkpoint_alone", told.append)
    with working(Order(str(folder), scheduler=False)):
        until(lambda: hooked.counts(store)["taken"] == 1)
    assert [str(database.url) for database in told] == [str(store.url)]


def test_it_refuses_a_folder_without_rules(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="prospector init"):
        work(Order(str(tmp_path)), Life())


def process(folder: Path) -> "subprocess.Popen[str]":
    """A worker as the process it is."""
    started = children.begin(
        [sys.executable, "-m", Order.__module__],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=hooked.environ(),
    )
    assert started.stdin is not None
    started.stdin.write(json.dumps({"workspace": str(folder)}) + "\n")
    started.stdin.flush()
    return started


def test_it_ends_in_good_order_when_the_server_is_gone_and_not_by_a_terminals_signals(
    folder: Path, store: Database
) -> None:
    worker = process(folder)
    until(lambda: hooked.counts(store)["signals"] == 2)
    assert os.getpriority(os.PRIO_PROCESS, worker.pid) > os.getpriority(os.PRIO_PROCESS, 0)
    worker.send_signal(signal.SIGINT)
    worker.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(0.5)
    _, said = worker.communicate(timeout=120)  # closes its standard input
    assert worker.returncode == 0
    lines = [json.loads(line) for line in said.splitlines()]
    assert {"feed": "drop", "taken": 1}.items() <= lines[0].items()
