"""Columns of the same rows, each made when it is first asked for."""

from collections.abc import Callable, Iterable, Mapping

import polars as pl

Column = pl.Series | Callable[[], pl.Series]


class Deferred:
    """A frame of which only what is looked at is read or computed.

    Texts may be codes: they are smaller, and compared as fast as numbers. Rows that are taken out
    have texts.
    """

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = dict(columns)

    @classmethod
    def of(cls, frame: pl.DataFrame) -> "Deferred":
        """The columns of a frame that is there."""
        return cls(frame.to_dict())

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self._columns)

    @property
    def height(self) -> int:
        """How many rows each column has."""
        return self[self.columns[0]].len() if self._columns else 0

    def __getitem__(self, name: str) -> pl.Series:
        """A column; it may be of codes."""
        found = self._columns[name]
        if not isinstance(found, pl.Series):
            found = self._columns[name] = found()
        return found.alias(name)

    def later(self, name: str) -> Column:
        """The same, made no sooner than it is asked for there."""
        return lambda: self[name]

    def also(self, columns: Mapping[str, Column]) -> "Deferred":
        """The same with these columns."""
        return Deferred({**{name: self.later(name) for name in self._columns}, **columns})

    def frame(self, names: Iterable[str] | None = None) -> pl.DataFrame:
        """All rows of some columns, or of all; texts may be codes."""
        return pl.DataFrame([self[name] for name in (self._columns if names is None else names)])

    def rows(self, places: pl.Series, names: Iterable[str] | None = None) -> pl.DataFrame:
        """Some rows by their places, in that order."""
        found = self.frame(names).select(pl.all().gather(places))
        return found.with_columns(pl.col(pl.Categorical).cast(pl.String))
