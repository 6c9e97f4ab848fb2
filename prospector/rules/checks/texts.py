"""Sentences of rules that cannot be said."""

from collections.abc import Iterator

from prospector.errors import Problem
from prospector.rules import sentences
from prospector.rules.documents import Path
from prospector.rules.folder import Folder

_FIT = ("profiles", "*", "groups", "*", "rules", "*", "why")
#: A sentence is one text, or one per language.
_SENTENCES: tuple[tuple[str, Path], ...] = (
    ("intent", ("rules", "*", "why")),
    ("intent", ("rules", "*", "why", "*")),
    ("fit", _FIT),
    ("fit", (*_FIT, "*")),
)


def problems(folder: Folder) -> Iterator[Problem]:
    """Every `why` that is no template over signal, lead and account."""
    for stem, path in _SENTENCES:
        for place in folder.find(stem, *path, of=str):
            reason = sentences.check(place.value)
            if reason:
                yield place.problem(f"not a valid sentence: {reason}")
