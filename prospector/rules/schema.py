"""Check a file's data against its pydantic model, and say each problem where it stands."""

import re
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
    """One problem per key that is unknown or missing, and one per value that is wrong."""
    wrong: dict[Path, list[ErrorDetails]] = {}
    inner: set[Path] = (
        set()
    )  # where a branch of a union got deeper: its complaint is the useful one
    for item in details:
        path, last = _real_path(document, item["loc"]), str((item["loc"] or ("",))[-1])
        if item["type"] == "missing":
            yield document.problem(path, f"missing field {last!r}")
            continue
        inner.update(path[:end] for end in range(len(path)))
        if item["type"] == "extra_forbidden":
            hint = did_you_mean(last, _fields_at(model, path[:-1]))
            yield document.key_problem(path, f"unknown field {last!r}{hint}")
        else:
            wrong.setdefault(path, []).append(item)
    for path, items in wrong.items():
        if path not in inner:
            yield document.problem(path, _message(path, items))


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


def _message(path: Path, items: Sequence[ErrorDetails]) -> str:
    """What is wrong with a value; the complaints of a union's branches are joined by "or"."""
    value = items[0]["input"]
    useful = [item for item in items if not (item["type"] == "string_type" and value == {})]
    reasons = [item["msg"].removeprefix("Value error, ") for item in useful or items]
    said = " or ".join(dict.fromkeys(f"{reason[0].lower()}{reason[1:]}" for reason in reasons))
    name = f"{path[-1]}: " if path and isinstance(path[-1], str) else ""
    return f"{name}{said}{_shown(items[0])}{_nearest(items[0])}"


def _nearest(item: ErrorDetails) -> str:
    """The word that was meant, where only some are allowed."""
    value = item["input"]
    if item["type"] not in ("enum", "literal_error") or not isinstance(value, str):
        return ""
    allowed = re.findall(r"'([^']*)'", str(item.get("ctx", {}).get("expected", "")))
    near = get_close_matches(value, allowed, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def _shown(item: ErrorDetails) -> str:
    """What stands there instead, and the commonest way out."""
    value = item["input"]
    if item["type"] == "string_type" and isinstance(value, int | float):
        return f", not {value!r}: write it in quotes"
    short = len(repr(value)) <= MAX_SHOWN
    return f", not {value!r}" if short and isinstance(value, int | float | str) else ""


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
