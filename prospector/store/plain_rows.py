"""Many rows of plain values at once: none of them can be part of a cycle."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def plain_rows() -> Iterator[None]:
    """Make and drop rows without a search for cycles among everything else meanwhile.

    A search looks at every compiled rule as well: 0.1 s, for as little as some thousand rows.
    Whoever finds searches on turns them on again, so that threads leave them as they were.
    """
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()
