"""Write the generated parts of docs/ from the code; cog calls these (`make docs`, `make lint`)."""

import importlib
import typing
from enum import Enum

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from prospector.cli import prospector, verbs
from prospector.config import PREFIX, Settings
from prospector.rules import fields, models


def cli() -> str:
    """Every command with its options, as `--help` prints it."""
    blocks = [_help(prospector, "prospector")]
    for name, path in verbs().items():
        command = importlib.import_module(f"prospector.cli.{path.stem}").command
        blocks.append(_help(command, f"prospector {name}"))
        if isinstance(command, click.Group):
            blocks += [
                _help(sub, f"prospector {name} {sub_name}")
                for sub_name, sub in sorted(command.commands.items())
            ]
    return "\n".join(blocks)


def _help(command: click.Command, title: str) -> str:
    context = click.Context(
        command, info_name=title, max_content_width=100, terminal_width=100, auto_envvar_prefix=None
    )
    return f"## `{title}`\n\n```text\n{command.get_help(context)}\n```\n"


def settings() -> str:
    """Every setting with its variable, default and meaning."""
    rows = ["| key | variable | default | meaning |", "|---|---|---|---|"]
    for key, info in Settings.model_fields.items():
        default = "" if info.default in (None, "") else f"`{info.default}`"
        rows.append(f"| `{key}` | `{PREFIX}{key.upper()}` | {default} | {info.description} |")
    return "\n".join(rows) + "\n"


def rules() -> str:
    """Every key of every rules file."""
    parts = []
    for stem, model in models.FILES.items():
        parts.append(f"## {stem}.yaml\n\n{(model.__doc__ or '').strip()}\n")
        seen: list[type[BaseModel]] = []
        _describe(model, seen)
        parts += [_table(item) for item in seen if item is not models.Example]
    parts.append(f"## tests\n\n{(models.Example.__doc__ or '').strip()}\n")
    parts.append(_table(models.Example))
    return "\n".join(parts)


def _describe(model: type[BaseModel], seen: list[type[BaseModel]]) -> None:
    if model in seen or model is models.LocalText:
        return
    seen.append(model)
    for info in model.model_fields.values():
        for inner in _models_in(info.annotation):
            _describe(inner, seen)


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in typing.get_args(annotation) for found in _models_in(part)]


def _table(model: type[BaseModel]) -> str:
    rows = [f"### {model.__name__}\n", (model.__doc__ or "").strip() + "\n"]
    rows += ["| key | type | default | meaning |", "|---|---|---|---|"]
    for key, info in model.model_fields.items():
        rows.append(
            f"| `{info.alias or key}` | {_type(info.annotation)} | {_default(info)} | {info.description} |"
        )
    return "\n".join(rows) + "\n"


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "required"
    if info.default_factory is not None or info.default is None:
        return ""
    value = info.default.value if isinstance(info.default, Enum) else info.default
    return f"`{value}`"


_WORDS: dict[object, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true/false",
    object: "any",
    models.LocalText: "text or {en, fr}",
}


def _type(annotation: object) -> str:
    if annotation == models.Text:
        return "text or {en, fr}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(str(member.value) for member in annotation)
    if typing.get_origin(annotation) is not None:
        return _generic(annotation)
    return _WORDS.get(annotation, str(getattr(annotation, "__name__", annotation)))


def _generic(annotation: object) -> str:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type(arguments[0])
    if origin is typing.Literal:
        return ", ".join(str(a.value if isinstance(a, Enum) else a) for a in arguments)
    if origin is list:
        return f"list of {_type(arguments[0])}"
    if origin is dict:
        return f"map of {_type(arguments[1])}"
    known = [a for a in arguments if a is not type(None)]
    if set(known) == set(typing.get_args(models.Text)):
        return _WORDS[models.LocalText]
    return " or ".join(_type(a) for a in known)


def field_catalogue() -> str:
    """Every field a condition may read, and where."""
    rows = ["| field | type | intent | fit | segments |", "|---|---|---|---|---|"]
    every = {**fields.INTENT, **fields.SEGMENT}
    for name, kind in every.items():
        marks = (
            "yes" if name in place else "" for place in (fields.INTENT, fields.FIT, fields.SEGMENT)
        )
        rows.append(f"| `{name}` | {kind} | {' | '.join(marks)} |")
    return "\n".join(rows) + "\n"
