"""What Spark is given means what DuckDB is given; here the views are run on DuckDB."""

import json
import os
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from prospector.collect import Options, import_files
from prospector.columns import to_micros
from prospector.engine import cluster, copies, dialects, duck
from prospector.engine.cluster import Cluster
from prospector.engine.worlds import World
from prospector.errors import UsageError
from prospector.rules.ruleset import Ruleset
from prospector.store import leases
from prospector.store.database import Database
from prospector.store.files.manifest import Entity
from tests import children
from tests.engine.test_copies import of_store
from tests.living import PLACES, RANKS, Life, rules
from tests.stories import NOW


def viewed(database: Database, ruleset: Ruleset) -> dict[str, pl.DataFrame]:
    """The views, over the files and what came since."""
    now = to_micros(NOW)
    frames = {"parameters": pl.DataFrame({"as_of": now, "known_at": now})}
    with database.read() as session:
        copied = copies.copies(session, ruleset.signals)
        assert copied is not None
        for entity in Entity:
            gone, since = copied.since(entity)
            given = {f"{entity}_since": since}
            if files := copied.files(entity):
                given[f"{entity}_files"] = pl.concat(map(pl.read_parquet, files))
            if gone.len():
                given[f"{entity}_gone"] = gone.to_frame("id")
            sql = cluster.rows_sql(entity, filed=bool(files), gone=bool(gone.len()))
            assert dialects.spark(sql)
            frames[f"{entity}_rows"] = duck.run(sql, given)
    texts = cluster.views_sql(ruleset)
    assert all(map(dialects.spark, texts.values()))
    return {name: duck.run(sql, frames) for name, sql in texts.items()}


def assert_same(found: dict[str, pl.DataFrame], wanted: World) -> None:
    for name, key in (("signals", "id"), ("leads", "lead_id"), ("accounts", "account_id")):
        stored = (
            getattr(wanted, name).sort(key).with_columns(pl.col(pl.Categorical).cast(pl.String))
        )
        mine = found[name].sort(key)
        if name == "signals":
            # It may say so of a signal that stands alone: that is the first of one.
            assert (mine["repeats"] | ~stored["repeats"]).all()
            mine, stored = mine.drop("repeats"), stored.drop("repeats")
        assert_frame_equal(mine, stored, check_column_order=False)


def strangers(life: Life) -> None:
    """Signals that name a person alone: the company is the one the person works for."""
    path = life.tmp_path / "strangers.json"
    rows = [
        {"linkedin_url": f"https://www.linkedin.com/in/p{number}", "company": "Company 1"}
        for number in range(9)
    ]
    rows += [
        {
            "linkedin_url": row["linkedin_url"],
            "kind": "post_liked",
            "occurred_at": NOW.isoformat(),
            "external_id": f"stranger-{number}",
        }
        for number, row in enumerate(rows)
    ]
    path.write_text(json.dumps(rows), encoding="utf-8")
    import_files(life.database, life.ruleset, [path], Options(feed="rows"), now=NOW)


@pytest.mark.parametrize("seed", [1, 2])
def test_it_shows_what_the_store_holds(database: Database, tmp_path: Path, seed: int) -> None:
    life = Life(database, tmp_path, seed)
    life.ruleset = rules(PLACES, RANKS)
    seen_gone = 0
    life.arrive()
    strangers(life)
    life.resolve()
    life.bring_up()
    for step in range(12):
        verbs = [life.arrive, life.resolve, life.merge, life.unmerge, life.correct, life.erase]
        life.chance.choice(verbs)()
        if step % 5 == 4:
            life.bring_up()
        with database.read() as session:
            copied = copies.copies(session, life.ruleset.signals)
            assert copied is not None
            seen_gone += sum(copied.since(entity)[0].len() for entity in Entity)
        assert_same(viewed(database, life.ruleset), of_store(database, life.ruleset))
    assert seen_gone


def test_it_needs_a_place_that_every_machine_reads(database: Database) -> None:
    database.files = None
    with pytest.raises(UsageError, match="signal files of a workspace"):
        Cluster().scores(database, rules(), as_of=NOW, known_at=NOW)


def test_it_does_not_guess_what_was_known_then(database: Database, tmp_path: Path) -> None:
    life = Life(database, tmp_path, 1)
    life.arrive()
    life.resolve()
    then = NOW - timedelta(days=90)
    with pytest.raises(UsageError, match="people and companies changed since 2026-08-23"):
        Cluster().scores(database, life.ruleset, as_of=NOW, known_at=then)
    assert database.files is not None
    assert list(database.files.parent.glob("spark-*")) == []


def test_it_removes_what_killed_runs_left_and_nothing_of_living_ones(
    database: Database, tmp_path: Path
) -> None:
    life = Life(database, tmp_path, 1)
    life.arrive()
    life.resolve()
    assert database.files is not None
    folder = database.files.parent
    here = leases.me()
    owners = {
        "dead": f"{here.split(':', maxsplit=1)[0]}:{children.ended()}:abc",
        "living": here,
        "elsewhere": "elsewhere:1:abc",
        "long-ago": "elsewhere:1:abc",
        "begun": None,
    }
    for name, owner in owners.items():
        run = folder / f"spark-{name}"
        run.mkdir(parents=True)
        if owner is not None:
            (run / "owner").write_text(owner, encoding="utf-8")
    os.utime(folder / "spark-long-ago", (0, 0))
    now = folder.stat().st_mtime
    assert [path.name for path in cluster.left_behind(folder, now=now)] == [
        "spark-dead",
        "spark-long-ago",
    ]
    with pytest.raises(UsageError):  # before anything is asked of Spark
        Cluster().scores(database, life.ruleset, as_of=NOW, known_at=NOW - timedelta(days=90))
    assert {path.name for path in folder.glob("spark-*")} == {
        "spark-living",
        "spark-elsewhere",
        "spark-begun",
    }
