"""A real Spark cluster of two worker processes on this machine, once per test process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from prospector.engine import scoring, spark
from prospector.engine.fit import Priors
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MASTER = "local-cluster[2,1,1024]"
#: Tests run many small queries: compiling them well costs more than running them badly.
_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": _JAVA,
    "spark.driver.memory": "768m",
    "spark.executor.extraJavaOptions": _JAVA,
    "spark.executor.memory": "512m",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
}


@contextmanager
def cluster(folder: Path) -> Iterator["SparkSession"]:
    """Two workers, each a process of its own, that write to a folder and talk to no network."""
    home = _home(folder / "spark")
    os.environ |= {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_HOSTNAME": "localhost",
    }
    settings = {
        **_SETTINGS,
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }
    with spark.session(MASTER, settings) as opened:
        yield opened


def _home(home: Path) -> Path:
    """Spark as pip installed it, in a folder of ours: workers write beside it."""
    import pyspark

    installed = Path(pyspark.__file__).parent
    home.mkdir()
    for name in ("bin", "jars"):
        (home / name).symlink_to(installed / name)
    return home


def tables(opened: "SparkSession", folder: Path, frames: dict[str, pl.DataFrame]) -> spark.Tables:
    """Frames as Spark reads them: Parquet files, and one row of parameters."""
    found = spark.Tables(opened)
    for name, frame in frames.items():
        if frame.height == 1 and name in {"parameters", "rfm_cuts"}:
            found.tell(name, frame)
        else:
            path = folder / f"{name}.parquet"
            frame.write_parquet(path)
            found.read(name, [path])
    return found


def scores(
    opened: "SparkSession", folder: Path, ruleset: Ruleset, world: World, expected: Priors
) -> pl.DataFrame:
    """What Spark makes of a world, as `scoring.scores` does."""
    given = scored(opened, folder, ruleset, world, expected)
    return given.run(scoring.compiled(ruleset).scores)


def scored(
    opened: "SparkSession", folder: Path, ruleset: Ruleset, world: World, expected: Priors
) -> spark.Tables:
    """What the texts of a ruleset read."""
    given = tables(opened, folder, scoring.frames(ruleset, world, expected))
    given.define("seen", scoring.compiled(ruleset).seen)
    given.define("signals", "SELECT * FROM seen")
    return given
