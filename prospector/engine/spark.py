"""Run the compiled texts on Apache Spark: the same queries, spelled for it, over views (ADR 0023)."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from prospector.engine import dialects
from prospector.engine.points import whole
from prospector.errors import SettingsError, SparkFailed
from prospector.rules.spelling import text_literal

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

NO_SPARK = "Spark is not installed: pip install 'intent-prospector[spark]'"
NO_JAVA = (
    "Spark needs Java 17 or newer: sudo apt-get install -y --no-install-recommends"
    " default-jre-headless (or set JAVA_HOME)"
)
NOT_STARTED = (
    "Spark did not start at {master}: what it says stands above. It needs Java 17 or newer, and a"
    " master that answers, such as spark://host:7077 or local[4]"
)
SAME_PATH = "all machines of it must read and write .prospector/ at the same path (docs/spark.md)"
#: What results rest on, whatever a cluster's own settings are: no sum wraps around in silence,
#: and a `${` in a name is just that.
_MEANING = {"spark.sql.ansi.enabled": "true", "spark.sql.variable.substitute": "false"}


@contextmanager
def session(
    master: str | None = None, settings: Mapping[str, str] | None = None
) -> Iterator["SparkSession"]:
    """Spark at an address, such as `spark://host:7077` or `local[4]`.

    Without one it is what `spark-submit` or `spark-defaults.conf` says, else this machine; other
    settings come from there as well, but for those given. A session that is there already is
    joined as it is, and left open.

    Raises:
        SettingsError: Spark or Java is not there, or nothing answers at that address.
        SparkFailed: it gave up what it was asked.
    """
    try:
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise SettingsError(NO_SPARK) from None
    joined = SparkSession.getActiveSession()
    builder = SparkSession.builder.appName("prospector").config(map=dict(settings or {}))
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    if master:
        builder = builder.master(master)
    try:
        opened = joined or builder.getOrCreate()
    except (PySparkRuntimeError, Py4JJavaError) as error:
        why = NOT_STARTED.format(master=master or "the master of its own settings")
        raise SettingsError(why if _java() else NO_JAVA) from error
    try:
        yield opened
    except Py4JJavaError as error:
        raise SparkFailed(f"Spark gave up, and {SAME_PATH}: {_reason(str(error))}") from error
    finally:
        if joined is None:
            opened.stop()


class Tables:
    """Tables known by name to the queries of one evaluation, and to no other."""

    def __init__(self, opened: "SparkSession") -> None:
        self._spark = opened.newSession()
        self._kept: list[DataFrame] = []
        for name, value in _MEANING.items():
            self._spark.conf.set(name, value)

    def read(self, name: str, files: Iterable[Path]) -> None:
        """Call the rows of Parquet files by a name."""
        paths = [path.absolute().as_uri() for path in files]
        self._spark.read.parquet(*paths).createOrReplaceTempView(name)

    def tell(self, name: str, row: pl.DataFrame) -> None:
        """Call one row of whole numbers and folded texts by a name."""
        values = row.row(0, named=True).items()
        self.define(name, f"SELECT {', '.join(f'{_literal(v)} AS {n}' for n, v in values)}")

    def define(self, name: str, sql: str) -> None:
        """Call the result of a query by a name; it is computed where it is read."""
        self.frame(sql).createOrReplaceTempView(name)

    def keep(self, name: str, sql: str) -> None:
        """Call the result of a query by a name; it is computed once, where it is first read."""
        frame = self.frame(sql).persist()
        frame.createOrReplaceTempView(name)
        self._kept.append(frame)

    def close(self) -> None:
        """Let go of what is kept."""
        for frame in self._kept:
            frame.unpersist()

    def frame(self, sql: str) -> "DataFrame":
        """The result of a query written for DuckDB, not computed yet."""
        return self._spark.sql(dialects.spark(sql))

    def run(self, sql: str) -> pl.DataFrame:
        """The result of a query written for DuckDB, brought here."""
        return pl.DataFrame(self.frame(sql).toArrow())

    def write(self, sql: str, folder: Path) -> Path:
        """The result of a query written for DuckDB, as Parquet files; their pattern is told.

        Raises:
            SparkFailed: workers wrote them where this machine does not see them.
        """
        self.frame(sql).write.parquet(folder.absolute().as_uri())
        return seen_here(folder)


def seen_here(folder: Path) -> Path:
    """The pattern of the files that Spark wrote: at least one, even without a row."""
    if not any(folder.glob("*.parquet")):
        raise SparkFailed(f"Spark's workers wrote nothing that is seen here: {SAME_PATH}")
    return folder / "*.parquet"


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which(str(Path(home, "bin", "java")) if home else "java") is not None


def _reason(traceback: str) -> str:
    """What began it: Java tells it last."""
    lines = traceback.splitlines()
    caused = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    return caused[-1] if caused else lines[1].removeprefix(": ")


def _literal(value: int | str | None) -> str:
    if isinstance(value, int):
        return whole(value)
    return "CAST(NULL AS VARCHAR)" if value is None else text_literal(value)
