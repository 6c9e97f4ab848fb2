"""Whether a file is complete: its size and time are the same in two looks, some time apart."""

from collections.abc import Callable
from typing import NamedTuple


class Look(NamedTuple):
    """What a glance at a file shows."""

    size: int
    #: When it was last written to, in seconds since 1970 by the disk's clock.
    changed: float
    #: Which file it is: another one may take its name.
    number: int


class Patience(NamedTuple):
    """How long a file must have been still, and how to wait for that."""

    seconds: float
    clock: Callable[[], float]
    pause: Callable[[float], None]


def is_still(look: Callable[[], Look], patience: Patience) -> bool:
    """Whether a file stays as it is.

    One written to longer ago than that needs no second look; else the rest of the time is waited,
    so that the files of one folder are waited for together.
    """
    first = look()
    age = patience.clock() - first.changed
    if age >= patience.seconds:
        return True
    patience.pause(patience.seconds - max(age, 0))
    return look() == first
