"""Resolve on a store: the same rows come to the same, whatever the order."""

import random
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from prospector.resolve import ResolveReport, portions, resolve, stage
from prospector.store import bulk, records, suggestions
from prospector.store.database import Database, open_database
from tests.resolve.sightings import day, rows_of, see
from tests.resolve.worlds import rows_at_random, state
from tests.rulesets import make_ruleset

RULES = make_ruleset()


def fresh(template: Path, folder: Path, name: str) -> Database:
    path = folder / f"{name}.db"
    shutil.copy(template, path)
    return open_database(f"sqlite:///{path}", folder)


@pytest.mark.parametrize("seed", range(12))
def test_it_comes_to_the_same_in_any_order_and_any_portions(
    seed: int, sqlite_template: Path, tmp_path: Path, *, prove: bool
) -> None:
    for number in range(seed * 1000, seed * 1000 + (100 if prove else 2)):
        rows = rows_at_random(number)
        whole = fresh(sqlite_template, tmp_path, f"whole-{number}")
        see(whole, *rows)
        resolve(whole, RULES, now=day(9))
        portions = fresh(sqlite_template, tmp_path, f"portions-{number}")
        chance = random.Random(number)
        shuffled = chance.sample(rows, len(rows))
        while shuffled:
            cut = chance.randint(1, 5)
            see(portions, *shuffled[:cut])
            resolve(portions, RULES, now=day(9))
            shuffled = shuffled[cut:]
        expected = state(whole)
        assert state(portions) == expected, f"seed {number}"
        see(portions, *chance.sample(rows, len(rows)))
        resolve(portions, RULES, now=day(9))
        assert state(portions) == expected, f"seed {number}, rows repeated"
        whole.dispose()
        portions.dispose()


def test_it_changes_nothing_the_second_time(database: Database) -> None:
    see(database, *rows_at_random(7))
    resolve(database, RULES, now=day(6))
    before = [
        rows_of(database, table) for table in ("lead", "account", "suggestion", "field_value")
    ]
    again = resolve(database, RULES, now=day(7))
    assert again == ResolveReport()
    assert [
        rows_of(database, t) for t in ("lead", "account", "suggestion", "field_value")
    ] == before


def test_it_gives_the_same_with_small_batches_and_chunks(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row for seed in range(6) for row in rows_at_random(seed)]
    expected = None
    for batch, chunk, few in ((20_000, 200, 1_000), (3, 2, 1_000), (3, 2, 0), (20_000, 200, 0)):
        monkeypatch.setattr(stage, "BATCH", batch)
        monkeypatch.setattr(stage, "LONG_WAY", batch)
        monkeypatch.setattr(stage, "FEW", few)
        monkeypatch.setattr(portions, "CHUNK", chunk)
        database = fresh(sqlite_template, tmp_path, f"batch-{batch}-{few}")
        see(database, *rows)
        resolve(database, RULES, now=day(9))
        expected = expected or state(database)
        assert state(database) == expected
        database.dispose()


@pytest.mark.parametrize(
    ("module", "name", "few", "after"),
    [
        (records, "save", 1_000, 7),
        (bulk, "insert", 0, 1),
        (bulk, "resolved", 0, 0),
        (suggestions, "put", 0, 0),
    ],
)
def test_it_is_redone_after_it_was_stopped_half_way(
    sqlite_template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    module: ModuleType,
    name: str,
    few: int,
    after: int,
) -> None:
    rows = [row for seed in range(4) for row in rows_at_random(seed)]
    rows += [{"email": f"p{n}@q{n}.example", "name": "Ann Bell"} for n in range(8)]
    whole, stopped = (fresh(sqlite_template, tmp_path, name) for name in ("whole", "stopped"))
    monkeypatch.setattr(portions, "CHUNK", 2)
    monkeypatch.setattr(stage, "FEW", few)
    for database in (whole, stopped):
        see(database, *rows)
    resolve(whole, RULES, now=day(9))
    work, left = getattr(module, name), iter(range(after))

    def failing(*arguments: Any) -> Any:  # Any: passed on
        if next(left, None) is None:
            raise RuntimeError("power cut")
        return work(*arguments)

    monkeypatch.setattr(module, name, failing)
    with pytest.raises(RuntimeError, match="power cut"):
        resolve(stopped, RULES, now=day(9))
    monkeypatch.setattr(module, name, work)
    assert [r["error"] for r in rows_of(stopped, "run") if r["status"] == "failed"] == ["power cut"]
    resolve(stopped, RULES, now=day(9))
    assert state(stopped) == state(whole)
    for database in (whole, stopped):
        database.dispose()
