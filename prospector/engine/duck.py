"""Run one SQL text over frames, in process: no file, no network, no extension."""

import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import closing
from functools import cache

import duckdb
import polars as pl

#: More threads cost memory and planning and gain little at our sizes.
MOST_THREADS = 4
#: Frames of so few rows cost less than reading and planning the text: it is prepared once.
FEW = 5_000
#: Prepared texts per thread: those of a few rulesets.
PREPARED = 32
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
    A text that comes again over few rows is prepared, and asked over tables of these rows.
    """
    if all(map(_fits_a_table, frames.values())):
        prepared = _KNOWN.of(sql, frames)
        if prepared is not None:
            return prepared.run(frames)
    with closing(_engine(os.getpid()).cursor()) as cursor:
        for name, frame in frames.items():
            cursor.register(name, frame.to_arrow(compat_level=_ARROW))
        return pl.DataFrame(cursor.sql(sql).to_arrow_table())


def _fits_a_table(frame: pl.DataFrame) -> bool:
    """Whether there are few rows, and no column of nothing: a table makes numbers of it."""
    return frame.height <= FEW and pl.Null not in frame.dtypes


class _Prepared:
    """One text on a connection of its own, with a temporary table per frame."""

    def __init__(self, sql: str, frames: Frames) -> None:
        self._cursor = _engine(os.getpid()).cursor()
        for name, frame in frames.items():
            self._cursor.register(_GIVEN, frame.clear().to_arrow(compat_level=_ARROW))
            self._cursor.execute(f'CREATE TEMPORARY TABLE "{name}" AS SELECT * FROM {_GIVEN}')
        self._cursor.execute(f"PREPARE asked AS {sql}")

    def run(self, frames: Frames) -> pl.DataFrame:
        """The result over some rows, of which nothing stays."""
        try:
            for name, frame in frames.items():
                self._cursor.register(_GIVEN, frame.to_arrow(compat_level=_ARROW))
                self._cursor.execute(f'INSERT INTO "{name}" BY NAME SELECT * FROM {_GIVEN}')
            return pl.DataFrame(self._cursor.sql("EXECUTE asked").to_arrow_table())
        finally:
            self._cursor.unregister(_GIVEN)
            for name in frames:
                self._cursor.execute(f'DELETE FROM "{name}"')


class _Known(threading.local):
    """The texts a thread asked lately: once, or so often that they are prepared."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self._texts: OrderedDict[object, _Prepared | None] = OrderedDict()

    def of(self, sql: str, frames: Frames) -> _Prepared | None:
        """The text, prepared for frames of these columns; None where it comes for the first time."""
        if self._process != os.getpid():
            # A fork: these are the parent's, not to be used here, and not to be closed.
            self._of_parent, self._texts = self._texts, OrderedDict()
            self._process = os.getpid()
        schemas = ((name, *frame.schema.items()) for name, frame in sorted(frames.items()))
        key = (sql, tuple(schemas))
        if key not in self._texts:
            self._texts[key] = None
            if len(self._texts) > PREPARED:
                self._texts.popitem(last=False)
            return None
        prepared = self._texts[key] or _Prepared(sql, frames)
        self._texts[key] = prepared
        self._texts.move_to_end(key)
        return prepared


_GIVEN = "given_frame"
_KNOWN = _Known()


@cache
def _engine(_process: int) -> duckdb.DuckDBPyConnection:
    """One engine per process, for its threads do not survive a fork; between queries it holds no data."""
    threads = min(os.cpu_count() or 1, MOST_THREADS)
    return duckdb.connect(":memory:", config={"threads": str(threads), **_CONFIG})
