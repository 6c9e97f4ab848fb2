"""Spark: what signals cost its cores, disks and network, by its own task metrics.

Files are laid out as `docs/signal-files.md` says; the rules are the sixteen of `world`. Joins go
through shuffles, as they do where identities do not fit into one machine's memory. One session
runs every size, after a first run that only warms it up: what is said is what grows.
"""

import json
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from benchmarks.figures import cpu_of
from benchmarks.world import NOW, rows, sixteen_rules
from prospector.columns import to_micros
from prospector.engine import cluster, scoring, spark
from prospector.engine.copies import KEYS
from prospector.engine.final import final
from prospector.rules import fields
from prospector.rules.ruleset import Ruleset
from prospector.store.files.manifest import Entity

SIZES = (500_000, 1_000_000, 2_000_000)
#: What Java is warmed up with.
WARM_UP = 50_000
#: Rows in a part, as `folder.write` groups them.
PART = 250_000
BILLION = 1_000_000_000
_MICRO = 1e-6
#: Seconds after which Spark has written what it measured.
_FLUSHED = 2
_SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1400m",
    "spark.eventLog.compress": "false",
    "spark.eventLog.enabled": "true",
    "spark.eventLog.rolling.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.shuffle.partitions": "8",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
}


class Cost(NamedTuple):
    """What a run took: seconds of its tasks, of all of Java, and bytes."""

    tasks: float
    java: float
    shuffled: int
    spilled: int
    files: int


def lines(ruleset: Ruleset) -> Iterator[str]:
    """Cost per size, and what a billion signals would cost by the last step between sizes."""
    yield "spark (CPU seconds of tasks and of the whole JVM; shuffle bytes; sixteen rules)"
    costs: dict[int, Cost] = {}
    for size, cost in _costs(sixteen_rules(ruleset), SIZES):
        costs[size] = cost
        yield (
            f"  {size:>10,} signals: {cost.tasks:6.1f} s in tasks, {cost.java:6.1f} s in all,"
            f" {cost.shuffled / size:5.1f} shuffle bytes, {cost.files / size:5.1f} file bytes a signal,"
            f" {cost.spilled:,} bytes spilled"
        )
    small, large = SIZES[-2:]
    step = large - small
    seconds = (costs[large].java - costs[small].java) / step
    shuffled = (costs[large].shuffled - costs[small].shuffled) / step
    yield f"  each further signal: {seconds / _MICRO:.1f} µs of a core, {shuffled:.0f} shuffle bytes"
    yield (
        f"  a billion: {seconds * BILLION / 3600:.1f} core-hours,"
        f" {shuffled * BILLION / 1e9:.0f} GB shuffled, {costs[large].files / large:.0f} GB of files"
    )


def _costs(ruleset: Ruleset, sizes: tuple[int, ...]) -> Iterator[tuple[int, Cost]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "log").mkdir()
        settings = {
            **_SETTINGS,
            "spark.eventLog.dir": (folder / "log").as_uri(),
            "spark.local.dir": name,
        }
        with spark.session("local[2]", settings) as opened:
            # Any: whatever Java has.
            machine: Any = opened.sparkContext._jvm  # noqa: SLF001 - the only way to ask Java
            java = machine.java.lang.ProcessHandle.current().pid()
            for size in (WARM_UP, *sizes):
                place = folder / f"{size}-files"
                if not place.exists():
                    _lay(place, ruleset, size)
                before, known = cpu_of(java), _logged(folder / "log")
                _score(spark.Tables(opened), ruleset, place)
                time.sleep(_FLUSHED)
                after = _logged(folder / "log")
                tasks, shuffled, spilled = (b - a for a, b in zip(known, after, strict=True))
                files = sum(path.stat().st_size for path in place.glob("signal-*"))
                cost = Cost(tasks, cpu_of(java) - before, int(shuffled), int(spilled), files)
                if known[0]:  # the first run warmed Java up
                    yield size, cost


def _score(tables: spark.Tables, ruleset: Ruleset, place: Path) -> None:
    now = to_micros(NOW)
    with closing(tables):
        for entity in Entity:
            tables.read(f"{entity}_rows", sorted(place.glob(f"{entity}-*")))
        tables.tell("parameters", scoring.parameters(ruleset, {}, as_of=now, known_at=now))
        cluster.define(tables, ruleset)
        tables.run(scoring.compiled(ruleset).priors)
        sql = scoring.compiled(ruleset).scores
        tables.frame(sql).write.mode("overwrite").parquet((place / "scores").as_uri())


def _lay(place: Path, ruleset: Ruleset, size: int) -> None:
    """Signal files of so many signals; every person and company was seen in one way."""
    place.mkdir()
    told = rows(size)
    signals = told.signals.with_columns(
        pl.col("lead_id").alias("person_identity_id"),
        pl.col("account_id").alias("account_identity_id"),
    )
    names = [name for name in fields.SIGNAL_FIELDS if name != "signal.occurred_at"]
    for start in range(0, size, PART):
        part = _final(ruleset, Entity.SIGNAL, signals.slice(start, PART), names)
        part.write_parquet(place / f"signal-{start:09}", compression="snappy")
    leads = told.leads.with_columns(first_seen_at=pl.lit(0), merged_into=pl.lit(None, pl.Int64))
    kept = {
        Entity.IDENTITY: leads.select("lead_id", id="lead_id"),
        Entity.ACCOUNT_IDENTITY: told.accounts.select("account_id", id="account_id"),
        Entity.LEAD: _final(ruleset, Entity.LEAD, leads, fields.LEAD_FIELDS),
        Entity.ACCOUNT: _final(ruleset, Entity.ACCOUNT, told.accounts, fields.ACCOUNT_FIELDS),
    }
    for entity, frame in kept.items():
        frame.write_parquet(place / f"{entity}-0", compression="snappy")


def _final(
    ruleset: Ruleset, entity: Entity, told: pl.DataFrame, names: Collection[str]
) -> pl.DataFrame:
    """Rows as files hold them; what the generator does not say is unknown."""
    words = [name.partition(".")[2] for name in names]
    missing = {name for word in words for name in (word, f"{word}_folded")} - set(told.columns)
    filled = told.with_columns(pl.lit(None, pl.String).alias(name) for name in sorted(missing))
    return final(ruleset.signals, filled, KEYS[entity], names)


def _logged(log: Path) -> tuple[float, float, float]:
    """CPU seconds, shuffled and spilled bytes of every task that has ended."""
    found = [0.0, 0.0, 0.0]
    for path in log.iterdir():
        for line in path.read_text(encoding="utf-8").splitlines():
            told = json.loads(line) if '"SparkListenerTaskEnd"' in line else {}
            if metrics := told.get("Task Metrics"):
                found[0] += metrics["Executor CPU Time"] / 1e9
                found[1] += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
                found[2] += metrics["Disk Bytes Spilled"]
    return found[0], found[1], found[2]
