"""Values found by id: by place where ids are dense, else by a join."""

import polars as pl

#: A place for every id is worth its room where at least one in so many is taken.
_SPARSE = 8


class Table:
    """A value by id."""

    def __init__(self, ids: pl.Series, values: pl.Series) -> None:
        last = int(str(ids.max() or 0))
        self._few = (
            pl.DataFrame({"id": ids, "value": values}) if last > _SPARSE * ids.len() else None
        )
        if self._few is None:
            # Ids come from sequences: looking them up by place is half the work of a join.
            empty = pl.Series([None], dtype=pl.Int64).new_from_index(0, last + 1)
            self._by_place = empty.scatter(ids, values)

    def of(self, wanted: pl.Series) -> pl.Series:
        """The value of each id; null where there is no such id or no value."""
        if self._few is not None:
            ids = wanted.alias("id").to_frame()
            return ids.join(self._few, on="id", how="left", maintain_order="left")["value"]
        within = pl.when(wanted < self._by_place.len()).then(wanted)
        return self._by_place.gather(pl.select(within).to_series())
