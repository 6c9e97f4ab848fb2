"""Sentences of rules that are not valid templates."""

from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError

from prospector.errors import Problem
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
    """Every `why` that Jinja cannot read."""
    environment = Environment(autoescape=True)  # it only parses; nothing is rendered here
    for stem, path in _SENTENCES:
        for place in folder.find(stem, *path, of=str):
            try:
                environment.parse(place.value)
            except (TemplateSyntaxError, RecursionError) as error:
                yield place.problem(f"not a valid sentence: {_reason(error)}")


def _reason(error: Exception) -> str:
    return str(getattr(error, "message", None) or "nested too deep")
