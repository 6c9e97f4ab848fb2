"""Run one SQL text over frames, in process: no file, no network, no extension."""

import os
from collections.abc import Mapping
from contextlib import closing
from functools import cache

import duckdb
import polars as pl

#: More threads cost memory and planning and gain little at our sizes.
MOST_THREADS = 4
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


def run(sql: str, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The result of a query over frames registered by name.

    Frames are seen by this query alone: threads may run queries over others of the same names.
    """
    with closing(_engine(os.getpid()).cursor()) as cursor:
        for name, frame in frames.items():
            cursor.register(name, frame.to_arrow(compat_level=_ARROW))
        return pl.DataFrame(cursor.sql(sql).to_arrow_table())


@cache
def _engine(_process: int) -> duckdb.DuckDBPyConnection:
    """One engine per process, for its threads do not survive a fork; it holds no data."""
    threads = min(os.cpu_count() or 1, MOST_THREADS)
    return duckdb.connect(":memory:", config={"threads": str(threads), **_CONFIG})
