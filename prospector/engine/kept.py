"""Remember what was computed of one world, by the text that computed it."""

import hashlib
from collections.abc import Callable, Mapping

import polars as pl


def key_of(text: str) -> str:
    """The key of a whole text that makes a thing."""
    return hashlib.sha256(text.encode()).hexdigest()


class Kept:
    """Frames and rule totals of a world that does not change.

    A key is that of the whole text that makes a thing, so that rules which ask the same share it
    and rules which ask anything else do not.
    """

    def __init__(self) -> None:
        self.totals: dict[str, pl.Series] = {}
        self._frames: dict[str, pl.DataFrame] = {}

    @property
    def frames(self) -> Mapping[str, pl.DataFrame]:
        """Every frame that is kept now, by its key."""
        return self._frames

    def frame(self, text: str, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """The frame of a text, made at the first call."""
        key = key_of(text)
        if key not in self._frames:
            self._frames[key] = make()
        return self._frames[key]

    def has(self, text: str) -> bool:
        """Whether the frame of a text is made."""
        return key_of(text) in self._frames

    def take(self, other: "Kept") -> None:
        """Keep what another does, too."""
        self.put(other.totals, other.frames)

    def put(self, totals: Mapping[str, pl.Series], frames: Mapping[str, pl.DataFrame]) -> None:
        """Keep what was computed elsewhere, by its keys."""
        self.totals |= totals
        self._frames |= frames

    def drop(self, text: str) -> None:
        """Forget a frame that nothing will ask for again."""
        self._frames.pop(key_of(text), None)
