"""The movements of a period as a matrix: from which segment to which, how often, how many leads."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Moved(Protocol):
    """What is read of a movement; None = in no segment."""

    @property
    def lead(self) -> int:
        """Who moved."""

    @property
    def from_segment(self) -> str | None:
        """Where they were."""

    @property
    def to_segment(self) -> str | None:
        """Where they came."""


class Cell(NamedTuple):
    """Moves from one segment to another; None = in no segment."""

    from_segment: str | None
    to_segment: str | None
    moves: int
    leads: int


class Balance(NamedTuple):
    """How many came to a segment and left it."""

    segment: str
    came: int
    left: int


@dataclass(frozen=True)
class Matrix:
    """The movements of a period, counted."""

    moves: int
    leads: int
    cells: tuple[Cell, ...]
    balances: tuple[Balance, ...]


def matrix(moves: Iterable[Moved], segments: Sequence[str]) -> Matrix:
    """Count moves: segments in the order of the file, those that are gone after them, none last."""
    counts: Counter[tuple[str | None, str | None]] = Counter()
    who: dict[tuple[str | None, str | None], set[int]] = defaultdict(set)
    for move in moves:
        pair = (move.from_segment, move.to_segment)
        counts[pair] += 1
        who[pair].add(move.lead)
    names = _ordered({name for pair in counts for name in pair}, segments)
    places = {name: place for place, name in enumerate(names)}
    cells = tuple(
        Cell(*pair, counts[pair], len(who[pair]))
        for pair in sorted(counts, key=lambda pair: (places[pair[0]], places[pair[1]]))
    )
    balances = tuple(
        Balance(
            name,
            came=sum(cell.moves for cell in cells if cell.to_segment == name),
            left=sum(cell.moves for cell in cells if cell.from_segment == name),
        )
        for name in names
        if name is not None
    )
    return Matrix(counts.total(), len(set().union(*who.values())), cells, balances)


def _ordered(found: set[str | None], segments: Sequence[str]) -> list[str | None]:
    known = [name for name in segments if name in found]
    gone = sorted(name for name in found if name is not None and name not in known)
    return [*known, *gone, *([None] if None in found else [])]
