"""Texts remembered by 128 bits of each, and a number with each: a few bytes instead of the text."""

import polars as pl

#: Of the two hashes that tell a text from all others.
_SEEDS = (1, 2)


class Marks:
    """Numbers by text, in few sorted runs. Beyond `kept` texts it begins anew."""

    def __init__(self, numbers: type[pl.DataType] = pl.Int64, *, kept: int | None = None) -> None:
        self._dtype = numbers
        self._kept = kept
        self._runs: list[pl.DataFrame] = []

    def __len__(self) -> int:
        return sum(run.height for run in self._runs)

    def numbers(self, texts: pl.Series) -> pl.Series:
        """The number of each text; null of one that is not remembered."""
        found = pl.Series("number", [None], dtype=self._dtype).new_from_index(0, texts.len())
        if not self._runs:
            return found
        wanted = _marked(texts).with_row_index("place").sort("one", multithreaded=False)
        for run in self._runs:
            near = run[run["one"].search_sorted(wanted["one"]).clip(0, run.height - 1)]
            same = (near["one"] == wanted["one"]) & (near["other"] == wanted["other"])
            found = found.scatter(wanted["place"].filter(same), near["number"].filter(same))
        return found

    def add(self, texts: pl.Series, numbers: pl.Series) -> None:
        """Remember texts that were not, no two of them equal."""
        if self._kept is not None and len(self) + texts.len() > self._kept:
            self._runs.clear()
        run = _marked(texts).with_columns(numbers.cast(self._dtype).alias("number"))
        run = run.sort("one", multithreaded=False)
        while self._runs and self._runs[-1].height <= run.height:
            run = pl.concat([self._runs.pop(), run]).sort("one", multithreaded=False)
        if run.height:
            self._runs.append(run)


def _marked(texts: pl.Series) -> pl.DataFrame:
    one, other = (texts.hash(seed) for seed in _SEEDS)
    return pl.DataFrame({"one": one, "other": other})
