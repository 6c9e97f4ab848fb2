"""What no single file can tell: ids, references, conditions, and rules that cannot work.

Each check reads the files as they are, so that a mistake in one place hides none in another.
"""

from collections.abc import Iterator

from prospector.errors import Problem
from prospector.rules.checks import ids, numbers, reach, references, steps, texts, wording
from prospector.rules.folder import Folder


def problems(folder: Folder) -> Iterator[Problem]:
    """Everything wrong across the files of a folder."""
    conditions, faults = wording.read(folder)
    yield from faults
    yield from ids.problems(folder)
    yield from references.problems(folder, conditions)
    yield from numbers.problems(folder)
    yield from reach.problems(folder, conditions)
    yield from steps.problems(folder)
    yield from texts.problems(folder)
