"""Check a file's data against its pydantic model, and say each problem where it stands."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from prospector.errors import Problem
from prospector.rules.documents import Document, Path
from prospector.rules.models import Model

#: Longer values are not repeated in a message.
MAX_SHOWN = 60


def validate(document: Document, model: type[Model]) -> tuple[Model | None, list[Problem]]:
    """The file as its model, or everything that is wrong with it."""
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        return None, list(_problems(document, model, details))


def did_you_mean(word: str, known: Sequence[str] | set[str] | frozenset[str]) -> str:
    """`; did you mean 'when'?`, or the known names when none is near and they are few."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    if near:
        return f"; did you mean {near[0]!r}?"
    if not known or len(known) > 12:
        return ""
    return f"; known: {', '.join(sorted(known))}"


def _problems(
    document: Document, model: type[Model], details: Sequence[ErrorDetails]
) -> Iterator[Problem]:
    """One problem per place: the branches of a union that all failed are joined by "or"."""
    by_place: dict[tuple[Path, bool], list[str]] = {}
    deepest = [_real_path(document, item["loc"]) for item in details]
    for item, path in zip(details, deepest, strict=True):
        unknown = item["type"] == "extra_forbidden"
        if any(_inside_union(path, other) for other in deepest) and not unknown:
            continue
        messages = by_place.setdefault((path, unknown), [])
        message = _message(item, path, model)
        if message not in messages:
            messages.append(message)
    for (path, unknown), messages in by_place.items():
        place = document.key_problem if unknown else document.problem
        yield place(path, " or ".join(messages))


def _inside_union(path: Path, other: Path) -> bool:
    """Whether another branch got deeper here, which makes its complaint the useful one."""
    return len(other) > len(path) and other[: len(path)] == path


def _real_path(document: Document, loc: tuple[str | int, ...]) -> Path:
    """The part of pydantic's location that exists in the file (it also names union branches)."""
    path: list[str | int] = []
    data: Any = document.data  # Any: plain YAML data
    for part in loc:
        inside = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if inside or (isinstance(data, dict) and part in data):
            data = data[part]
            path.append(part)
    return tuple(path)


def _message(item: ErrorDetails, path: Path, model: type[Model]) -> str:
    last = str(item["loc"][-1]) if item["loc"] else ""
    if item["type"] == "extra_forbidden":
        return f"unknown field {last!r}{did_you_mean(last, _fields_at(model, path[:-1]))}"
    if item["type"] == "missing":
        return f"missing field {last!r}"
    message = item["msg"].removeprefix("Value error, ")
    name = f"{path[-1]}: " if path and isinstance(path[-1], str) else ""
    return f"{name}{message[0].lower()}{message[1:]}{_shown(item)}"


def _shown(item: ErrorDetails) -> str:
    """What stands there instead, and the commonest way out."""
    value = item["input"]
    if item["type"] == "string_type" and isinstance(value, int | float):
        return f", not {value!r}: write it in quotes"
    if value is None or isinstance(value, int | float | str):
        return f", not {value!r}" if len(repr(value)) <= MAX_SHOWN else ""
    return ""


def _fields_at(model: type[Model], path: Path) -> set[str]:
    """The fields a mapping at a path may have."""
    models = {model}
    for part in path:
        fields = [
            field
            for candidate in models
            for name, field in candidate.model_fields.items()
            if part in (name, field.alias)
        ]
        if fields:
            models = {found for field in fields for found in _models_in(field.annotation)}
    return {
        field.alias or name
        for candidate in models
        for name, field in candidate.model_fields.items()
    }


def _models_in(annotation: object) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
