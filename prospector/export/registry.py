"""The targets drafts can be exported to: one line each."""

import difflib
from collections.abc import Callable, Sequence
from typing import NamedTuple

from prospector.errors import UsageError
from prospector.export.formats import generic, lemlist
from prospector.export.record import Record


class Target(NamedTuple):
    """Where drafts go: how its file ends, what it is, how its rows are written."""

    suffix: str
    about: str
    render: Callable[[Sequence[Record]], bytes]


TARGETS: dict[str, Target] = {
    "generic": Target(".csv", "a CSV for people and spreadsheets", generic.render),
    "lemlist": Target(".csv", "a CSV for lemlist's import into a campaign", lemlist.render),
}


def target(name: str) -> Target:
    """A target by name.

    Raises:
        UsageError: there is none with this name.
    """
    found = TARGETS.get(name)
    if found is None:
        near = difflib.get_close_matches(name, TARGETS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(TARGETS)}"
        raise UsageError(f"no target {name!r}; {hint}")
    return found
