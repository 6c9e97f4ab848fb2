"""Work in portions: bounded memory, and write transactions well under 100 ms."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

#: Leads or accounts written in one transaction.
CHUNK = 200
#: How long a transaction of many rows should take, in seconds: half of what it may.
AIM = 0.05
_LEAST, _MOST = 400, 4_000
_Item = TypeVar("_Item")


def portions(items: Sequence[_Item], size: int | None = None) -> Iterator[Sequence[_Item]]:
    """The items, some at a time, in their order."""
    size = size or CHUNK
    return (items[start : start + size] for start in range(0, len(items), size))


class Pace:
    """How many rows to write at once, learnt from how long the last ones took."""

    def __init__(self) -> None:
        self.size = CHUNK

    def took(self, seconds: float) -> None:
        """Write more after a quick transaction, fewer after a slow one."""
        wanted = self.size * AIM / max(seconds, 0.000_1)
        self.size = int(max(_LEAST, self.size / 4, min(wanted, self.size * 2, _MOST)))
