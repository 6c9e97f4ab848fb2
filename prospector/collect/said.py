"""What rows said of people and companies in the earlier batches of a file."""

import polars as pl

from prospector.marks import Marks


class Said:
    """Remembers contents from batch to batch: most rows say of their people what another said."""

    def __init__(self) -> None:
        self._marks = Marks(pl.UInt8)

    def news(self, contents: pl.Series) -> pl.Series:
        """Which of a batch's contents, no two of them equal, no earlier batch had."""
        is_news = self._marks.numbers(contents).is_null()
        new = contents.filter(is_news)
        self._marks.add(new, pl.Series([0]).new_from_index(0, new.len()))
        return is_news
