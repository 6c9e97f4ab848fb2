"""Start-up: `prospector --help` against a bare interpreter."""

import subprocess
import sys
from collections.abc import Callable, Iterator

from benchmarks.figures import Figure, median_of_children
from prospector.rules.ruleset import Ruleset


def figures(_ruleset: Ruleset) -> Iterator[Figure]:
    """CPU of printing the help."""
    yield Figure(
        "prospector --help",
        median_of_children(_starts("-m", "prospector", "--help"), 9),
        "python -c pass",
        median_of_children(_starts("-c", "pass"), 9),
    )


def _starts(*arguments: str) -> Callable[[], None]:
    def work() -> None:
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)

    return work
