"""Rows as read: text columns, the line each began on, and what could not be a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from prospector.collect.reject import Reject

#: A text of a file → how many bytes of it that was.
Weigh = Callable[[str], int]


@dataclass(frozen=True)
class Table:
    """A batch of rows of one file. Rejects are rows too: `size` counts both."""

    #: Text columns by unique name.
    cells: pl.DataFrame
    #: Unique name → the header as the file has it.
    headers: dict[str, str]
    lines: Sequence[int]
    raws: list[str]
    rejects: list[Reject] = field(default_factory=list)
    #: Bytes of the file each row of `cells` was, where its raw text does not tell.
    sizes: Sequence[int] = ()
    #: Bytes between the rows that are no rows: blank lines.
    blank: int = 0
    #: Tells by its raw text how many bytes a row was; none = there is no file.
    weigh: Weigh | None = None

    @property
    def size(self) -> int:
        """How many rows the batch came with."""
        return self.cells.height + len(self.rejects)

    def bytes_of(self, row: int) -> int:
        """How many bytes of the file a row was."""
        if self.sizes:
            return self.sizes[row]
        return self.weigh(self.raws[row]) if self.weigh else 0

    @property
    def weight(self) -> int:
        """How many bytes of the file all its rows were, the refused ones too."""
        refused = sum(reject.size for reject in self.rejects)
        if self.sizes or self.weigh is None:
            return sum(self.sizes) + refused
        return self.weigh("".join(self.raws)) + refused


def unique_names(headers: list[str]) -> list[str]:
    """A name per column: the header, numbered where it is empty or comes twice."""
    seen: dict[str, int] = {}
    names = []
    for number, header in enumerate(headers, start=1):
        name = " ".join(header.split()) or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
