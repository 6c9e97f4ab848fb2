"""Work in portions: bounded memory, and write transactions well under 100 ms."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

#: Leads or accounts written in one transaction.
CHUNK = 200
_Item = TypeVar("_Item")


def portions(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """The items, some at a time, in their order."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
