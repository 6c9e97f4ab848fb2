"""What an import met in the store: it asks once for each key, and for none where all are news."""

from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, text

from prospector.marks import Marks
from prospector.store import inserting
from prospector.store.adding_postgres import has_met_known

#: Keys of a table that are remembered, at 24 bytes each.
KEPT = 500_000
#: Keys asked for to tell whether the others are known: files are mostly new or mostly seen.
PROBED = 200
#: Where a connection keeps it.
_MET = "met"


class Key(NamedTuple):
    """A table, the column that tells its rows apart, and what the rest of its unique key holds."""

    table: str
    column: str
    others: tuple[tuple[str, str], ...]


class Met:
    """Ids by key, as long as nobody erases or changes one of them."""

    def __init__(self) -> None:
        self._marks: dict[Key, Marks] = {}
        self._until = 0

    def refresh(self, connection: Connection) -> None:
        """Forget everything if something went or was changed since it was met."""
        # Asked before anything is looked up: what goes from now on will be seen by the next one.
        until = connection.scalar(text(_UNTIL[connection.dialect.name]))
        gone = connection.scalar(text(_GONE), {"until": self._until}) if self._marks else None
        connection.rollback()
        if gone is not None:
            self._marks.clear()
        if not self._marks:
            self._until = until

    def known(
        self, connection: Connection, key: Key, values: pl.Series, *, few: float = 0
    ) -> pl.Series:
        """The ids of keys, null where there is none; some of those there are may be missing.

        If not more than `few` of the first that were not met are known, the store is not asked for
        the others: whoever inserts them finds the rest.
        """
        marks = self._marks.get(key)
        ids = marks.numbers(values) if marks else _nothing(values)
        asked = ids.is_null().arg_true()
        strange = values.gather(asked)
        found = ask(connection, key, strange.head(PROBED))
        known = found.len() - found.null_count()
        if known > few * found.len() or has_met_known(connection, key.table):
            rest = ask(connection, key, strange.slice(PROBED))
            found = pl.concat([found, rest])
        else:
            found = pl.concat([found, _nothing(strange.slice(PROBED))])
        return ids.scatter(asked, found)

    def add(self, key: Key, values: pl.Series, ids: pl.Series) -> None:
        """Remember ids by key; those that are remembered are passed over."""
        marks = self._marks.setdefault(key, Marks(kept=KEPT))
        is_new = ids.is_not_null() & marks.numbers(values).is_null()
        marks.add(values.filter(is_new), ids.filter(is_new))


def ask(connection: Connection, key: Key, values: pl.Series) -> pl.Series:
    """The ids of keys that are in the store, null of those that are not."""
    return inserting.known(connection, key.table, key.column, values, **dict(key.others))


def at_hand(connection: Connection) -> Met:
    """What this connection met."""
    met: Met = connection.info.setdefault(_MET, Met())
    return met


def forget(connection: Connection) -> None:
    """Forget what this connection met."""
    connection.info.pop(_MET, None)


def _nothing(values: pl.Series) -> pl.Series:
    return pl.Series("id", [None], dtype=pl.Int64).new_from_index(0, values.len())


#: How far changes are noted; on PostgreSQL those of transactions under way may come later.
_UNTIL = {
    "sqlite": "SELECT coalesce(max(generation), 0) FROM changed_row",
    "postgresql": "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) - 1",
}
_GONE = "SELECT 1 FROM changed_row WHERE generation > :until LIMIT 1"
