"""Resolve on a store: leads and accounts follow from what was seen, whatever the order."""

import random
import shutil
from pathlib import Path

import pytest

from prospector.resolve import resolve
from prospector.store.database import Database, open_database
from tests.resolve.sightings import day, see
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
            see(portions, *shuffled[:cut], *chance.sample(rows[:1], 0))
            resolve(portions, RULES, now=day(9))
            shuffled = shuffled[cut:]
        expected = state(whole)
        assert state(portions) == expected, f"seed {number}"
        see(portions, *chance.sample(rows, len(rows)))
        resolve(portions, RULES, now=day(9))
        assert state(portions) == expected, f"seed {number}, rows repeated"
        whole.dispose()
        portions.dispose()
