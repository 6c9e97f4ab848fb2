"""Run one SQL text over frames, in process: no file, no network, no extension."""

import os
import threading
import warnings
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import closing
from functools import cache

import duckdb
import polars as pl

#: More threads cost memory and planning and gain little at our sizes.
MOST_THREADS = 4
#: Over frames of so few rows, threads cost more than they gain, and reading a text as much as running it.
FEW = 50_000
#: Texts kept per thread: those of a few rulesets.
TEXTS = 32
_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    # Sums are whole numbers, so the order of rows changes nothing.
    "preserve_insertion_order": "false",
    "lock_configuration": "true",
}
#: Texts are handed over as they are, not copied.
_ARROW = pl.CompatLevel.newest()
Frames = Mapping[str, pl.DataFrame]


def run(sql: str, frames: Frames) -> pl.DataFrame:
    """The result of a query over frames registered by name.

    Frames are seen by this query alone: threads may run queries over others of the same names.
    """
    few = all(frame.height <= FEW for frame in frames.values())
    with closing(_engine(os.getpid(), 1 if few else _threads()).cursor()) as cursor:
        for name, frame in frames.items():
            cursor.register(name, frame.to_arrow(compat_level=_ARROW))
        if few:
            return pl.DataFrame(cursor.execute(_TEXTS.read(cursor, sql)).to_arrow_table())
        return pl.DataFrame(cursor.sql(sql).to_arrow_table())


# `sql` copies no row, but plans a query twice: over few rows that costs more than all the rest.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result makes an extra copy")


class _Texts(threading.local):
    """The texts that a thread asked lately, as the engine reads them: it need not read them again.

    They are planned anew each time: a plan of the engine's own PREPARE may be that of other rows.
    """

    def __init__(self) -> None:
        self._statements: OrderedDict[str, duckdb.Statement] = OrderedDict()

    def read(self, cursor: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
        """The text, read."""
        if sql not in self._statements:
            self._statements[sql] = cursor.extract_statements(sql)[0]
            if len(self._statements) > TEXTS:
                self._statements.popitem(last=False)
        self._statements.move_to_end(sql)
        return self._statements[sql]


_TEXTS = _Texts()


def _threads() -> int:
    return min(os.cpu_count() or 1, MOST_THREADS)


@cache
def _engine(_process: int, threads: int) -> duckdb.DuckDBPyConnection:
    """Engines of a process, for threads do not survive a fork; between queries they hold no data."""
    return duckdb.connect(":memory:", config={"threads": str(threads), **_CONFIG})
