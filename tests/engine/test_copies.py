"""Signal files hold what the store holds, whatever happened to either of them."""

import json
import random
import shutil
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import text
from sqlmodel import select

from prospector.collect import Options, import_files
from prospector.engine import copies, scoring
from prospector.engine.frames import load_whole, load_world
from prospector.engine.worlds import World
from prospector.errors import UsageError
from prospector.resolve import resolve
from prospector.resolve.merging.stage import merge, unmerge
from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database
from prospector.store.files import folder
from prospector.store.files.manifest import Entity, Manifest
from prospector.tables import Lead, Merge
from tests.rulesets import KINDS, intent_rule, make_ruleset
from tests.stories import NOW

PLACES = {"base": {"entity": "account", "type": "text"}}
RANKS = {"rank": {"entity": "signal", "type": "number"}}


def rules(*declared: dict[str, dict[str, str]]) -> Ruleset:
    """Rules that read something of everything, and what is declared."""
    fields = {name: told for one in declared for name, told in one.items()}
    asked = [f" or {told['entity']}.{name} is not null" for name, told in fields.items()]
    condition = (
        "signal.subject = 'sales' or lead.title = 'ceo' or account.employees > 3"
        " or has(account.tools, 'hubspot') or signal.occurred_at is null" + "".join(asked)
    )
    return make_ruleset(
        signals={"kinds": KINDS, "fields": fields},
        intent={
            "rules": [
                intent_rule("wide", condition, 3, scope="account", share=0.5),
                intent_rule("liked", "signal.kind = 'post_liked'", 2),
            ]
        },
    )


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


class Life:
    """What happens to a store, at random."""

    def __init__(self, database: Database, tmp_path: Path, seed: int) -> None:
        self.database, self.tmp_path = database, tmp_path
        self.chance = random.Random(seed)
        self.ruleset = rules(PLACES)
        self.imports = 0
        self.told: list[str] = []

    def live(self, steps: int) -> None:
        verbs = [
            self.arrive, self.arrive, self.resolve, self.merge, self.unmerge, self.declare,
            self.correct, self.erase, self.bring_up, self.bring_up,
        ]  # fmt: skip
        self.arrive()
        self.resolve()
        self.bring_up()
        for _ in range(steps):
            self.chance.choice(verbs)()
            assert_same(self.database, self.ruleset)

    def bring_up(self) -> None:
        copies.bring_up(self.database, self.ruleset.signals, tell=self.told.append, least=0)

    def arrive(self) -> None:
        self.imports += 1
        path = self.tmp_path / f"rows{self.imports}.json"
        rows = [self.row(number) for number in range(self.chance.randint(1, 12))]
        path.write_text(json.dumps(rows), encoding="utf-8")
        ago = timedelta(days=self.chance.choice([0, 1, 3]))
        import_files(self.database, self.ruleset, [path], Options(feed="rows"), now=NOW - ago)

    def row(self, number: int) -> dict[str, object]:
        person, company = self.chance.randrange(9), self.chance.randrange(4)
        known_by = {"email": f"p{person}@c{company}.example"}
        if self.chance.random() < 0.4:
            known_by = {"linkedin_url": f"https://www.linkedin.com/in/p{person}"}
        if self.chance.random() < 0.2:
            known_by |= {"email": f"p{person}@c{company}.example"}
        told = {
            "title": self.chance.choice(["CEO", "Élan", None]),
            "company": f"Company {company}",
            "employees": self.chance.choice([2, 40]),
            "tools": self.chance.choice(["HubSpot; Salesforce", ""]),
            "base": self.chance.choice(["Lyon", "-"]),
            "rank": self.chance.choice(["1", "high"]),
        }
        when = {
            "kind": self.chance.choice(["post_liked", "pricing_visited", "purchased"]),
            "occurred_at": (NOW - timedelta(hours=self.chance.randrange(200))).isoformat(),
            "external_id": f"{self.imports}-{number}",
            "subject": self.chance.choice(["Sales", "Élan!", ""]),
            "amount": 9.5,
        }
        return {**known_by, **told, **(when if self.chance.random() < 0.8 else {})}

    def resolve(self) -> None:
        resolve(self.database, self.ruleset, now=NOW)

    def merge(self) -> None:
        with self.database.read() as session:
            leads = session.exec(select(Lead.id).where(Lead.merged_into == None)).all()  # noqa: E711 - SQL
        if len(leads) > 1:
            one, other = self.chance.sample(leads, 2)
            with suppress(UsageError):
                merge(
                    self.database, self.ruleset, str(one), str(other),
                    reason="so", actor="alice", now=NOW,
                )  # fmt: skip

    def unmerge(self) -> None:
        with self.database.read() as session:
            made = list(session.exec(select(Merge.id)).all())
        if made:
            with suppress(UsageError):
                unmerge(
                    self.database, self.ruleset, self.chance.choice(made) or 0,
                    actor="alice", now=NOW,
                )  # fmt: skip

    def declare(self) -> None:
        self.ruleset = rules(PLACES, RANKS) if self.chance.random() < 0.5 else rules(RANKS)

    def correct(self) -> None:
        """Somebody changes rows by hand."""
        self._by_hand("UPDATE lead SET title = 'ceo', account_id = NULL WHERE id % 5 = :n")
        self._by_hand("UPDATE account SET employees = 7 WHERE id % 5 = :n")

    def erase(self) -> None:
        """Personal columns are emptied, and signals go."""
        self._by_hand("UPDATE signal SET text = NULL, subject_folded = NULL WHERE id % 5 = :n")
        self._by_hand("DELETE FROM signal WHERE id % 7 = :n")

    def _by_hand(self, statement: str) -> None:
        with self.database.write() as session:
            session.execute(text(statement), {"n": self.chance.randrange(5)})


@pytest.mark.parametrize("seed", range(3))
def test_it_scores_the_same_from_files_whatever_happened(
    database: Database, tmp_path: Path, seed: int, *, prove: bool
) -> None:
    life = Life(database, tmp_path, seed)
    life.live(150 if prove else 14)
    life.bring_up()
    assert usable(database, life.ruleset)
    assert_same(database, life.ruleset)
    kept_up = {entity: read(database, life.ruleset, entity) for entity in Entity}
    copies.bring_up(database, life.ruleset.signals, anew=True, least=0)
    for entity, rows in kept_up.items():
        assert_frame_equal(read(database, life.ruleset, entity), rows)
    assert life.told == []


def read(database: Database, ruleset: Ruleset, entity: Entity) -> pl.DataFrame:
    with database.read() as session:
        found = copies.copies(session, ruleset.signals)
        assert found is not None
        return found.read(entity, copies.KEYS[entity]).sort(entity.key)


@pytest.fixture
def life(database: Database, tmp_path: Path) -> Life:
    found = Life(database, tmp_path, 1)
    for _ in range(3):
        found.arrive()
    found.resolve()
    found.bring_up()
    return found


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
