"""The whole rescore command over a store: the first one, the next day's, and after a webhook's batch.

`python -m benchmarks whole --rows 5000000` takes half an hour, most of it to fill the store.
"""

import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median

from benchmarks.shelf import fill
from benchmarks.world import NOW, sixteen_rules
from prospector.rules.loader import load_ruleset
from prospector.rules.ruleset import Ruleset
from prospector.score import rescore, score
from prospector.store import touched
from prospector.store.database import Database, open_database
from prospector.store.files import changes
from prospector.store.files.manifest import Entity

ROWS = 500_000
#: Runs of the command itself, in processes of their own: memory is then the command's.
_STEPS = ("first", "day", "day", "touch")
_TOUCHED = (100, 200)
#: Batches of each size, in turns: people differ in how much they did.
_TIMES = 7


def lines(_ruleset: Ruleset) -> Iterator[str]:
    """CPU seconds and peak memory of each step, and CPU per touched lead."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), ROWS).dispose()
        yield f"the whole command over {ROWS:,} signals (start of Python included)"
        for number, step in enumerate(_STEPS):
            told = _run(folder, step, number)
            yield from told


def _run(folder: str, step: str, day: int) -> list[str]:
    words = [sys.executable, "-m", "benchmarks.whole", folder, step, str(day)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return [str(line) for line in json.loads(done.stdout)]


def _score(folder: Path, day: int) -> list[str]:
    ruleset = sixteen_rules(load_ruleset(Path("rules")))
    database = open_database("", folder)
    report = score(database, ruleset, now=NOW + timedelta(days=day))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    did = f"{report.leads:,} leads, {report.changed:,} changed"
    return [f"  score ({did}): {time.process_time():.2f} s CPU, {memory:,.0f} MB at most"]


def _touch(folder: Path, day: int) -> list[str]:
    """After a first batch that compiles the rules: the median of batches of each size, in a store kept open."""
    ruleset = sixteen_rules(load_ruleset(Path("rules")))
    database = open_database("", folder)
    batches = [_TOUCHED[0], *(_TOUCHED * _TIMES)]
    found = [_batch(database, folder, ruleset, count, day, n) for n, count in enumerate(batches)]
    told, at = [], []
    for place, count in enumerate(_TOUCHED):
        leads, spent = zip(*found[1 + place :: len(_TOUCHED)], strict=True)
        at.append((median(leads), median(spent)))
        told.append(
            f"  {count} touched leads: {median(leads):,.0f} scored anew in {1e3 * median(spent):.0f} ms CPU"
            f" ({1e3 * min(spent):.0f} to {1e3 * max(spent):.0f})"
        )
    database.dispose()
    (few, less), (many, more) = at
    return [*told, f"  each lead more: {1e3 * (more - less) / (many - few):.2f} ms CPU"]


def _batch(  # noqa: PLR0913, PLR0917 - one private step of `_touch`
    database: Database, folder: Path, ruleset: Ruleset, count: int, day: int, seed: int
) -> tuple[int, float]:
    """So many people visit the prices; how many leads that touches, and the CPU of scoring them."""
    now = NOW + timedelta(days=day, hours=seed)
    with database.read() as session:
        before = changes.marks(session)
    people = random.Random(seed).sample(range(1, before.tops[Entity.LEAD] + 1), count)  # noqa: S311 - reproducible
    _visit(folder, people, int(now.timestamp() * 1e6), f"{day}-{seed}")
    began = time.process_time()
    with database.read() as session:
        lead_ids = touched.since(session, before)
    rescore(database, ruleset, lead_ids, now=now)
    return len(lead_ids), time.process_time() - began


def _visit(folder: Path, people: list[int], at: int, batch: str) -> None:
    with closing(sqlite3.connect(folder / "prospector.db")) as connection:
        connection.executemany(
            "INSERT INTO signal (feed, external_id, kind, occurred_at, received_at,"
            " person_identity_id, confidence, received_assumed, run_id, file, line)"
            " VALUES ('hook', ?, 'pricing_visited', ?, ?, ?, 1.0, 0, 1, 'inbox', 1)",
            [(f"{batch}-{person}", at, at, person) for person in people],
        )
        connection.commit()


if __name__ == "__main__":
    place, step, day = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    print(json.dumps(_touch(place, day) if step == "touch" else _score(place, day)))
