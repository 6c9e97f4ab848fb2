"""What rows said of people and companies in the earlier batches of a file."""

import polars as pl

#: Seeds of the two marks a content is remembered by: sixteen bytes instead of its text.
_SEEDS = (1, 2)


class Said:
    """Remembers contents from batch to batch: most rows say of their people what another said."""

    def __init__(self) -> None:
        self._runs: list[pl.DataFrame] = []

    def news(self, contents: pl.Series) -> pl.Series:
        """Which of a batch's contents, no two of them equal, no earlier batch had."""
        one, other = (contents.hash(seed) for seed in _SEEDS)
        marks = pl.DataFrame({"one": one, "other": other}).with_row_index("place").sort("one")
        known = pl.repeat(value=False, n=marks.height, dtype=pl.Boolean, eager=True)
        for run in self._runs:
            places = run["one"].search_sorted(marks["one"]).clip(0, run.height - 1)
            found = run[places]
            known |= (found["one"] == marks["one"]) & (found["other"] == marks["other"])
        self._add(marks.filter(~known).drop("place"))
        is_news = pl.repeat(value=False, n=marks.height, dtype=pl.Boolean, eager=True)
        return is_news.scatter(marks["place"].filter(~known), values=True)

    def _add(self, run: pl.DataFrame) -> None:
        while self._runs and self._runs[-1].height <= run.height:
            run = pl.concat([self._runs.pop(), run]).sort("one")
        if run.height:
            self._runs.append(run)
