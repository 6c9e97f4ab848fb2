"""What rules can do and hardly should: grades nobody gets, facts counted twice, outcomes that give points.

Nothing of it is an error. Every line says what to do.
"""

from collections.abc import Iterator

from prospector.rules.folder import Doubt, Folder
from prospector.rules.lints import doubles, leaks, thresholds
from prospector.rules.ruleset import Ruleset


def find(ruleset: Ruleset, folder: Folder) -> list[Doubt]:
    """Every doubt about sound rules, by place."""
    return sorted(set(_every(ruleset, folder)))


def _every(ruleset: Ruleset, folder: Folder) -> Iterator[Doubt]:
    yield from thresholds.doubts(ruleset, folder)
    yield from doubles.doubts(ruleset, folder)
    yield from leaks.doubts(ruleset, folder)
