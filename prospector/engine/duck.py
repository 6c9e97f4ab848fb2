"""Run one SQL text over frames, in process: no file, no network, no extension."""

import os
from collections.abc import Mapping

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


def run(sql: str, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The result of a query over frames registered by name."""
    threads = min(os.cpu_count() or 1, MOST_THREADS)
    with duckdb.connect(":memory:", config={"threads": str(threads), **_CONFIG}) as connection:
        for name, frame in frames.items():
            connection.register(name, frame.to_arrow())
        return pl.DataFrame(connection.sql(sql).to_arrow_table())
