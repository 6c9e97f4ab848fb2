"""What the race tests are made of: a crowd of approved drafts, and workers that fight for slots."""

import contextlib
import random
import signal
import time
from collections.abc import Callable, MutableSequence
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import insert
from sqlmodel import SQLModel

from prospector.errors import StoreBusy
from prospector.export import export
from prospector.policy.limits import Touching, slots
from prospector.rules.ruleset import Ruleset
from prospector.store import caps, drafts
from prospector.store.database import Database, open_database
from prospector.tables import Channel, DraftStatus, Purpose
from tests import children
from tests.policy.world import HIRING, KEY, NOW, PARIS, TODAY, VERSION, World, rules

SEGMENT_LIMIT = 20
#: Segment by day, sender by sliding day, workspace ever, account by day: every form of cap at once.
CAPS = [
    {"scope": "sender", "window": "rolling_24h", "limit": 25},
    {"scope": "workspace", "window": "total", "limit": 30},
    {"scope": "account", "window": "day", "limit": 2, "first_steps_only": True},
]
Counts = MutableSequence[int]
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.races"])


def ruleset(limit: int = SEGMENT_LIMIT, *, window: str = "day", full: bool = True) -> Ruleset:
    """Rules under which `limit` drafts may leave; `full` adds the other caps."""
    segment = {**HIRING, "caps": [{"window": window, "limit": limit}]}
    return rules(segment, caps=CAPS if full else [], active_per_account=50)


def address(database: Database) -> str:
    """How another process finds the store."""
    return database.url.render_as_string(hide_password=False)


def crowd(database: Database, size: int) -> list[int]:
    """As many approved drafts, each of its own lead, four leads an account; their ids."""
    World(database)  # the ruleset's row
    tables = SQLModel.metadata.tables
    number = range(1, size + 1)
    rows: dict[str, list[dict[str, Any]]] = {
        "account": [
            {
                "id": n, "name": f"Acme {n}", "domain": f"acme{n}.example",
                "relation": "prospect", "attributes": {}, "sources": {}, "first_seen_at": NOW,
            }
            for n in range(1, size // 4 + 2)
        ],
        "lead": [
            {
                "id": n, "account_id": n // 4 + 1, "email": f"charlie{n}@people.example",
                "attributes": {}, "sources": {}, "first_seen_at": NOW,
            }
            for n in number
        ],
        "score": [
            {
                "lead_id": n, "ruleset": VERSION, "as_of": NOW, "known_at": NOW,
                "profile": "core", "fit_nano": 0, "fit_lower_nano": 0, "fit_upper_nano": 0,
                "fit_expected_nano": 0, "intent_nano": 0, "intent_raw_nano": 0, "grade": "A1",
                "priority": 1.0, "rule_totals": {}, "newest_signal_at": NOW,
            }
            for n in number
        ],
        "draft": [
            {
                "id": n, "lead_id": n, "account_id": n // 4 + 1, "status": DraftStatus.APPROVED,
                "segment": "hiring", "step": 1, "purpose": Purpose.NEW_CONVERSATION,
                "channel": Channel.EMAIL, "language": "en", "owner": "alice", "sender": "alice",
                "subject": "A question", "body": f"Hi {n}", "cites": [], "why_now": "now",
                "grade": "A1", "priority": float(n % 7), "fit_nano": 0, "intent_nano": 0,
                "template": "t", "template_hash": "h", "ruleset": VERSION,
                "policy_version": "p", "evidence_hash": "e", "notes": [],
                "business_date": TODAY, "created_at": NOW, "updated_at": NOW, "edited": False,
            }
            for n in number
        ],
    }  # fmt: skip
    with database.write() as session:
        for name, values in rows.items():
            session.connection().execute(insert(tables[name]), values)
    return list(number)


def attempt(database: Database, rules_: Ruleset, draft_id: int) -> bool:
    """What an export does with one draft, and nothing else: move it and take its slots."""
    lead = Touching("hiring", 1, Channel.EMAIL, "alice", draft_id, draft_id // 4 + 1, opens=True)
    wanted = slots(lead, rules_, TODAY)
    with database.write() as session:
        caps.lock(session, wanted)
        savepoint = session.begin_nested()
        approved, exported = DraftStatus.APPROVED, DraftStatus.EXPORTED
        taken = drafts.move(session, draft_id, approved, exported, updated_at=NOW) and (
            caps.take(session, wanted, draft_id=draft_id, at=NOW, business_date=TODAY) is None
        )
        if taken:
            savepoint.commit()
        else:
            savepoint.rollback()
    return taken


class Arena(NamedTuple):
    """Where workers fight, and under which cap."""

    where: str
    limit: int
    window: str
    size: int
    share: int


def attempts(arena: Arena, counts: Counts, number: int) -> None:
    """A worker: try random drafts until it is killed or has tried its share."""
    database = open_database(arena.where, Path())
    rules_ = ruleset(arena.limit, window=arena.window, full=False)
    chance = random.Random(number + counts[number])
    while counts[number] < arena.share:
        # SQLite serves its waiters unfairly: one of many may find the lock taken for 30 s.
        with contextlib.suppress(StoreBusy):
            attempt(database, rules_, chance.randint(1, arena.size))
            counts[number] += 1


def exporter(where: str, out: str) -> None:
    """A worker: one export."""
    database = open_database(where, Path())
    export(database, ruleset(), "generic", Path(out), now=NOW, zone=PARIS, key=KEY)


def fight(
    start: Callable[[int], BaseProcess], workers: int, *, strike: Callable[[int], bool] | None
) -> int:
    """Run workers to their end; `strike` says, by how many were killed, whether to kill one now.

    Each killed one is replaced. Returns how many were killed.
    """
    running = {number: start(number) for number in range(workers)}
    killed = 0
    chance = random.Random(7)
    while running:
        time.sleep(0.02)
        for number in [n for n, process in running.items() if not process.is_alive()]:
            process = running.pop(number)
            process.join()
            assert process.exitcode in (0, -signal.SIGKILL), f"a worker failed: {process.exitcode}"
            if process.exitcode:
                running[number] = start(number)
        if strike is not None and running and strike(killed):
            running[chance.choice(sorted(running))].kill()
            killed += 1
    return killed


def seldomer() -> Callable[[int], bool]:
    """When to kill: after ever longer whiles, so that work gets done on any machine in the end."""
    last = time.monotonic()

    def strike(killed: int) -> bool:
        nonlocal last
        is_time = time.monotonic() - last > 0.1 * 1.1**killed
        if is_time:
            last = time.monotonic()
        return is_time

    return strike


def process(target: Callable[..., None], *arguments: object) -> BaseProcess:
    """A worker process, started."""
    found = _PROCESSES.Process(target=children.bound, args=(target, *arguments), daemon=True)
    found.start()
    return found


def counters(size: int) -> Counts:
    """Numbers that workers write without a lock: a killed one must not hold any."""
    found: Counts = RawArray("q", size)
    return found
