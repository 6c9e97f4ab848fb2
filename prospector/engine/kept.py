"""Remember what was computed of one world, by the text that computed it."""

from collections.abc import Callable

import polars as pl


class Kept:
    """Frames and rule totals of a world that does not change.

    A key is the whole text that makes a thing, so that rules which ask the same share it and
    rules which ask anything else do not.
    """

    def __init__(self) -> None:
        self.totals: dict[str, pl.Series] = {}
        self._frames: dict[str, pl.DataFrame] = {}

    def frame(self, key: str, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """The frame of a key, made at the first call."""
        if key not in self._frames:
            self._frames[key] = make()
        return self._frames[key]

    def take(self, other: "Kept") -> None:
        """Keep what another does, too."""
        self.totals |= other.totals
        self._frames |= other._frames  # noqa: SLF001 - one of its own

    def drop(self, key: str) -> None:
        """Forget a frame that nothing will ask for again."""
        self._frames.pop(key, None)
