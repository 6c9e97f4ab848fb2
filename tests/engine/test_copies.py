"""Signal files hold what the store holds, whatever happened to either of them."""

import shutil
import threading
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from prospector.engine import copies, scoring
from prospector.engine.frames import load_whole, load_world
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database
from prospector.store.files import folder
from prospector.store.files.manifest import Entity, Manifest
from tests.living import Life, rules
from tests.stories import NOW


def of_store(database: Database, ruleset: Ruleset, *, ago: float = 0) -> World:
    """The world read from the store alone."""
    with database.read() as session:
        session.info["files"] = None
        known = NOW - timedelta(days=ago)
        return load_world(session, ruleset, as_of=NOW, known_at=known)


def of_files(database: Database, ruleset: Ruleset, *, ago: float = 0) -> World:
    """The world read from the files, or from the store where they are of no use."""
    with database.read() as session:
        known = NOW - timedelta(days=ago)
        return load_world(session, ruleset, as_of=NOW, known_at=known)


def usable(database: Database, ruleset: Ruleset) -> bool:
    with database.read() as session:
        return copies.copies(session, ruleset.signals) is not None


def assert_same(database: Database, ruleset: Ruleset) -> None:
    for ago in (0, 2):
        filed, stored = of_files(database, ruleset, ago=ago), of_store(database, ruleset, ago=ago)
        for name, key in (("signals", "id"), ("leads", "lead_id"), ("accounts", "account_id")):
            assert_frame_equal(
                getattr(filed, name).sort(key),
                getattr(stored, name).sort(key),
                check_column_order=False,
            )
        expected = scoring.priors(ruleset, stored)
        assert_frame_equal(
            scoring.scores(ruleset, filed, expected).sort("lead_id"),
            scoring.scores(ruleset, stored, expected).sort("lead_id"),
        )


def place(database: Database) -> Path:
    assert database.files is not None
    return database.files


def state(database: Database) -> Manifest:
    found = folder.manifest(place(database))
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(3))
def test_it_scores_the_same_from_files_whatever_happened(
    database: Database, tmp_path: Path, seed: int, *, prove: bool
) -> None:
    life = Life(database, tmp_path, seed)
    life.live(150 if prove else 14, lambda: assert_same(database, life.ruleset))
    life.bring_up()
    assert usable(database, life.ruleset)
    assert_same(database, life.ruleset)
    kept_up = {entity: read(database, life.ruleset, entity) for entity in Entity}
    copies.bring_up(database, life.ruleset.signals, anew=True, least=0)
    for entity, rows in kept_up.items():
        assert_frame_equal(read(database, life.ruleset, entity), rows)


def read(database: Database, ruleset: Ruleset, entity: Entity) -> pl.DataFrame:
    with database.read() as session:
        found = copies.copies(session, ruleset.signals)
        assert found is not None
        return found.read(entity, copies.KEYS[entity]).sort(entity.key)


def test_it_makes_no_files_of_a_small_store(database: Database) -> None:
    copies.bring_up(database, rules().signals)
    assert folder.manifest(place(database)) is None


def test_it_writes_nothing_where_nothing_came(life: Life) -> None:
    before = state(life.database)
    life.bring_up()
    assert state(life.database) == before


def test_it_reads_from_the_store_what_came_since(life: Life) -> None:
    before = state(life.database)
    life.arrive()
    life.resolve()
    assert state(life.database) == before
    assert usable(life.database, life.ruleset)
    assert_same(life.database, life.ruleset)


def test_it_joins_small_parts(life: Life) -> None:
    for _ in range(12):
        life.arrive()
        life.resolve()
        life.bring_up()
    assert all(len(parts) <= 4 for parts in state(life.database).parts.values())
    assert_same(life.database, life.ruleset)


@pytest.mark.parametrize("harm", ["cut", "turned", "gone"])
@pytest.mark.parametrize("entity", [Entity.SIGNAL, Entity.LEAD])
def test_it_makes_damaged_files_anew(life: Life, harm: str, entity: Entity) -> None:
    path = place(life.database) / state(life.database).parts[entity][0].name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-9] if harm == "cut" else content)
    assert_same(life.database, life.ruleset)
    told: list[str] = []
    world = load_whole(life.database, life.ruleset, as_of=NOW, known_at=NOW, tell=told.append)
    stored = of_store(life.database, life.ruleset)
    assert_frame_equal(
        world.signals.sort("id"), stored.signals.sort("id"), check_column_order=False
    )
    assert len(told) == 1
    assert "made anew" in told[0]


@pytest.mark.parametrize("content", ["", "{", '{"format": 99}', '{"format": 1}', "[]"])
def test_it_makes_files_anew_without_their_manifest(life: Life, content: str) -> None:
    (place(life.database) / "manifest.json").write_text(content, encoding="utf-8")
    assert not usable(life.database, life.ruleset)
    life.bring_up()
    assert usable(life.database, life.ruleset)
    assert_same(life.database, life.ruleset)


def test_it_reads_no_files_of_another_store(life: Life) -> None:
    """A folder as it was when the store was in a state that the store has left behind."""
    database = life.database
    old = life.tmp_path / "old"
    shutil.copytree(place(database), old)
    for _ in range(2):
        life.arrive()
        life.bring_up()
    shutil.rmtree(place(database))
    shutil.copytree(old, place(database))
    assert not usable(database, life.ruleset)
    assert_same(database, life.ruleset)
    life.bring_up()
    assert usable(database, life.ruleset)
    assert ["another state" in line for line in life.told] == [True]
    copies.bring_up(database, life.ruleset.signals, anew=True, least=1_000_000)
    assert {path.name for path in place(database).iterdir()} == {"lock"}


def test_it_goes_on_from_the_state_before_where_a_writer_was_killed(life: Life) -> None:
    """The store knows the new state already, the folder does not."""
    database = life.database
    before = (place(database) / "manifest.json").read_bytes()
    life.arrive()
    life.bring_up()
    (place(database) / "manifest.json").write_bytes(before)
    (place(database) / "signal-0.tmp").write_bytes(b"half")
    assert usable(database, life.ruleset)
    assert_same(database, life.ruleset)
    life.bring_up()
    assert_same(database, life.ruleset)
    assert life.told == []
    assert not (place(database) / "signal-0.tmp").exists()


def test_it_lets_several_writers_at_it(life: Life) -> None:
    life.arrive()
    life.resolve()
    faults: list[BaseException] = []

    def work() -> None:
        try:
            life.bring_up()
            assert_same(life.database, life.ruleset)
        except BaseException as error:  # noqa: BLE001 - told below
            faults.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    named = {part.name for parts in state(life.database).parts.values() for part in parts}
    assert named <= {path.name for path in place(life.database).iterdir()}


def test_it_keeps_files_to_itself(life: Life) -> None:
    assert place(life.database).stat().st_mode & 0o777 == 0o700
    modes = {path.stat().st_mode & 0o777 for path in place(life.database).iterdir()}
    assert modes == {0o600}
