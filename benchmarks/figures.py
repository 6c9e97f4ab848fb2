"""One figure: our CPU seconds beside the CPU seconds of the least work that could do it."""

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """What was measured, against which limit."""

    what: str
    ours: float
    limit_is: str
    limit: float

    @property
    def ratio(self) -> float:
        """How many times the limit we take."""
        return self.ours / self.limit


@dataclass
class Spent:
    """CPU seconds of a block, in this process or its children."""

    seconds: float = 0.0


@contextmanager
def cpu() -> Iterator[Spent]:
    """Measure a block's CPU time in this process, all threads."""
    spent = Spent()
    before = time.process_time()
    yield spent
    spent.seconds = time.process_time() - before


def median_of_children(work: Callable[[], None], times: int) -> float:
    """The median CPU seconds of the child processes that `work` starts and waits for."""
    found = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        work()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return sorted(found)[times // 2]


def cpu_of(process: int) -> float:
    """The CPU seconds a process has spent, as Linux counts them."""
    told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
