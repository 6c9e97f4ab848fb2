"""Remember what was computed of one world, by the text that computed it."""

import hashlib
from collections.abc import Callable, Mapping

import polars as pl

from prospector.engine.deferred import Column, Deferred


def key_of(text: str) -> str:
    """The key of a whole text that makes a thing."""
    return hashlib.sha256(text.encode()).hexdigest()


class Kept:
    """Frames and rule totals of a world that does not change.

    A key is that of the whole text that makes a thing, so that rules which ask the same share it
    and rules which ask anything else do not.
    """

    def __init__(self) -> None:
        self._totals = Deferred({})
        self._frames: dict[str, Deferred] = {}

    @property
    def frames(self) -> Mapping[str, Deferred]:
        """Every frame that is kept now, by its key."""
        return self._frames

    @property
    def totals(self) -> Deferred:
        """Every rule's total that is kept now, by its key."""
        return self._totals

    def columns(self, text: str, make: Callable[[], pl.DataFrame]) -> Deferred:
        """The columns of the frame of a text, made at the first call."""
        key = key_of(text)
        if key not in self._frames:
            self._frames[key] = Deferred.of(make())
        return self._frames[key]

    def frame(self, text: str, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """The same as a whole."""
        return self.columns(text, make).frame()

    def has(self, text: str) -> bool:
        """Whether the frame of a text is made."""
        return key_of(text) in self._frames

    def take(self, other: "Kept") -> None:
        """Keep what another does, too."""
        self.put(other.totals, other.frames)

    def put(self, totals: Deferred, frames: Mapping[str, Deferred]) -> None:
        """Keep what was computed elsewhere, by its keys."""
        self.sum_up({key: totals.later(key) for key in totals.columns})
        self._frames |= frames

    def sum_up(self, totals: Mapping[str, Column]) -> None:
        """Keep totals, by their keys."""
        self._totals = self._totals.also(totals)

    def drop(self, text: str) -> None:
        """Forget a frame that nothing will ask for again."""
        self._frames.pop(key_of(text), None)
