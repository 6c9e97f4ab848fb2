"""How far an import is: a bar on a terminal, a plain line every few seconds elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prospector.cli._shared import story
from prospector.text import shown

if TYPE_CHECKING:
    from prospector.collect.intake.stage import Progress

#: Seconds between two lines; what is quicker is told by its result alone.
EVERY = 5.0


class Lines:
    """Says how far a file is, at most every few seconds."""

    def __init__(self, timer: Callable[[], float], say: Callable[[str], None]) -> None:
        self._timer = timer
        self._say = say
        self._said = self._last = timer()
        self._begun: dict[str, float] = {}

    def __call__(self, label: str, done: int, size: int, rows: int) -> None:
        """Take note of where a file is; say it if it is time."""
        begun = self._begun.setdefault(label, self._last)
        self._last = now = self._timer()
        if now - self._said < EVERY:
            return
        self._said = now
        share = 100 * done // size if size else 100
        rate = round(rows / (now - begun))
        self._say(f"{label}: {share} %, {rows:,} rows, {rate:,} rows/s")


def by_lines() -> Lines:
    """Tell on stderr how far files are, in lines."""
    return Lines(time.monotonic, story)


@contextmanager
def telling() -> "Iterator[Progress]":
    """Tell on stderr how far files are, by a bar where it is a terminal."""
    if not sys.stderr.isatty():
        yield by_lines()
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(label: str, done: int, size: int, rows: int) -> None:
            # A file's name may hold brackets; rich would read what they hold as a style.
            name = escape(shown(label))
            if label not in tasks:
                tasks[label] = bar.add_task(name, total=size)
            bar.update(tasks[label], completed=done, description=f"{name} {rows:,} rows")

        yield show


@contextmanager
def counting(label: str, what: str) -> "Iterator[Callable[[int, int], None]]":
    """Tell on stderr how many of so many things are done."""
    if not sys.stderr.isatty():
        said = time.monotonic()

        def tell(done: int, total: int) -> None:
            nonlocal said
            if time.monotonic() - said >= EVERY:
                said = time.monotonic()
                story(f"{label}: {done} of {total} {what}")

        yield tell
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
