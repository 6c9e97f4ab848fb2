"""What was answered for is there: after a kill at any moment, a power cut, and whatever senders repeat."""

import asyncio
import itertools
import json
import random
import sqlite3
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import text

from prospector.collect.inbox.stage import drain
from prospector.rules.loader import load_ruleset
from prospector.rules.ruleset import Ruleset
from prospector.store import database as store
from prospector.store import inbox, migrate
from prospector.store.database import Database, open_database
from prospector.store.inbox import Fate, Item
from prospector.web.limits import Refused
from prospector.web.writer import GroupWriter
from tests.cli import hooked
from tests.powercut import Disk, Synced, recording, states
from tests.web.serving import SECRET, posted, serving

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def external_ids(database: Database) -> list[str]:
    with database.read() as session:
        return [row[0] for row in session.execute(text("SELECT external_id FROM signal"))]


def test_it_has_what_it_answered_for_after_any_number_of_kills(
    tmp_path: Path, *, prove: bool
) -> None:
    folder = hooked.workspace(tmp_path)
    chance = random.Random(11)
    accepted: set[str] = set()
    kills, found = (300 if prove else 4), 0
    for number in range(kills):
        with hooked.serve(folder) as (address, process):
            if number % 2:  # else the worker begins meanwhile
                hooked.until_taken(address)
            accepted |= hooked.flood(
                address,
                process,
                seconds=chance.uniform(0.05, 1.6),
                stop=hooked.kill,
                first=found,
            )
        found += 100_000
    assert len(accepted) > 20 * kills
    database = open_database("", folder)
    assert accepted <= hooked.keys(database)
    assert hooked.counts(database)["taken"] > 0
    report = drain(database, load_ruleset(folder / "rules"), now=datetime.now(UTC))
    assert report.rejected == 0
    counts = hooked.counts(database)
    ids = external_ids(database)
    assert counts["waiting"] == 0
    assert len(ids) == len(set(ids)) == counts["taken"]
    assert accepted <= set(ids)
    assert sqlite3.connect(folder / "prospector.db").execute(
        "PRAGMA integrity_check"
    ).fetchone() == ("ok",)
    database.dispose()


def flooded(folder: Path) -> tuple[Disk, list[str]]:
    """A writer's life on a disk that is written down: many senders, checkpoints between."""
    told: list[str] = []

    async def send(writer: GroupWriter, disk: Disk, names: list[str]) -> None:
        for name in names:
            body = json.dumps({"id": name, "text": "x" * 700})
            await writer.keep([inbox.make_item("site", name, body, {}, 0)])
            disk.answered(name)
            told.append(name)

    async def run(database: Database, disk: Disk) -> None:
        writer = GroupWriter(database)
        writer.start()
        senders = (
            send(writer, disk, [f"{sender}-{number}" for number in range(60)])
            for sender in range(8)
        )
        await asyncio.gather(*senders)
        await asyncio.to_thread(writer.stop)

    with recording() as disk:
        database = open_database(f"sqlite:///{folder / 'prospector.db'}", folder)
        migrate.upgrade(database)
        asyncio.run(run(database, disk))
        database.dispose()
    return disk, told


def lost(disk: Disk, folder: Path, count: int) -> tuple[int, int]:
    """In how many of so many states after a power cut rows are lost, or the store is damaged."""
    folder.mkdir(exist_ok=True)
    lacking = damaged = 0
    chance = random.Random(5)
    for state in states(disk.happened, count, chance):
        for path in folder.iterdir():
            path.unlink()
        for name, content in state.files.items():
            if not name.endswith("-shm"):
                (folder / name).write_bytes(content)
        connection = sqlite3.connect(folder / "prospector.db")
        try:
            if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                damaged += 1
            kept = {row[0] for row in connection.execute("SELECT key FROM inbox")}
        except sqlite3.DatabaseError:
            kept = set()
            damaged += bool(state.answered)
        finally:
            connection.close()
        lacking += not state.answered <= kept
    return lacking, damaged


def test_it_has_what_it_answered_for_after_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, prove: bool
) -> None:
    monkeypatch.setattr("prospector.web.writer._CHECKPOINT_EVERY", 10)
    count = 600 if prove else 40
    disk, told = flooded(tmp_path)
    assert len(told) == 480
    assert sum(1 for one in disk.happened if isinstance(one, Synced)) > 10
    assert lost(disk, tmp_path / "cut", count) == (0, 0)


@pytest.mark.parametrize("mode", ["OFF", "NORMAL"])
def test_it_would_lose_rows_if_it_synced_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr("prospector.web.writer._CHECKPOINT_EVERY", 10)
    monkeypatch.setitem(store.PRAGMAS, "synchronous", mode)
    disk, _ = flooded(tmp_path)
    lacking, _ = lost(disk, tmp_path / "cut", 40)
    assert lacking > 10


def test_it_comes_to_the_same_however_deliveries_repeat_and_arrive(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, prove: bool
) -> None:
    """Each event 1 to 5 times, shuffled, up to 3 days late, a fifth of them first turned away."""
    folder = hooked.workspace(tmp_path)
    rules = load_ruleset(folder / "rules")
    events = [event(number) for number in range(2_000 if prove else 300)]
    chance = random.Random(3)
    late = [
        (timedelta(seconds=chance.uniform(0, 3 * 86_400)), one)
        for one in events
        for _ in range(chance.randint(1, 5))
    ]
    shuffled = [one for _, one in sorted(late, key=lambda copy: copy[0])]
    turned_away = turning_away(monkeypatch, {str(one["external_id"]) for one in events[::5]})
    answers = deliver(database, rules, shuffled)
    assert answers[503] == turned_away() == len(events) // 5
    assert answers[202] == len(shuffled)
    monkeypatch.undo()
    once = open_database("", tmp_path)
    migrate.upgrade(once)
    assert deliver(once, rules, events) == {202: len(events)}
    assert facts(database) == facts(once)
    assert len(facts(once)) == len(events)
    once.dispose()


def turning_away(monkeypatch: pytest.MonkeyPatch, names: set[str]) -> Callable[[], int]:
    """Answer 503 to the first delivery of some; every other of them is kept all the same."""
    real, turned = GroupWriter.keep, itertools.count(1)

    async def keep(self: GroupWriter, items: Sequence[Item]) -> list[Fate]:
        name = json.loads(items[0].body)["external_id"]
        if name not in names:
            return await real(self, items)
        names.remove(name)
        if next(turned) % 2:
            await real(self, items)  # the answer got lost
        raise Refused(503, "not now", retry_after=1)

    monkeypatch.setattr(GroupWriter, "keep", keep)
    return lambda: next(turned) - 1


def deliver(database: Database, rules: Ruleset, bodies: list[dict[str, object]]) -> Counter[int]:
    """Post from many threads, again until it is taken, while the inbox is drained; the answers."""
    answers: Counter[int] = Counter()
    left = deque(bodies)

    def send(url: str) -> None:
        with requests.Session() as session:
            while left:
                try:
                    body = left.popleft()
                except IndexError:
                    return
                status = session.post(
                    f"{url}/hooks/site", json=body, headers={"X-Secret": SECRET}, timeout=30
                ).status_code
                answers[status] += 1
                if status != 202:
                    left.append(body)

    with serving(
        database,
        {"site": posted()},
        clock=lambda: NOW,
        drain=lambda: drain(database, rules, now=NOW, limit=100).rows,
    ) as server:
        threads = [threading.Thread(target=send, args=(server.url,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    drain(database, rules, now=NOW)
    return answers


def event(number: int) -> dict[str, object]:
    at = NOW - timedelta(minutes=number)
    return {
        "kind": "page_visited",
        "occurred_at": at.isoformat(),
        "external_id": f"visit-{number}",
        "lead": {"email": f"p{number % 300}@c{number % 70}.example"},
        "subject": f"/page/{number % 11}",
    }


def facts(database: Database) -> list[tuple[object, ...]]:
    """Signals without what says when and how we were told."""
    statement = """
    SELECT s.external_id, s.kind, s.occurred_at, s.subject, p.value, a.value FROM signal s
    LEFT JOIN identity p ON p.id = s.person_identity_id
    LEFT JOIN account_identity a ON a.id = s.account_identity_id ORDER BY s.external_id
    """
    with database.read() as session:
        return [tuple(row) for row in session.execute(text(statement))]
