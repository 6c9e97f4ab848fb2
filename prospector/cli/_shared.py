"""What every verb needs: the opened workspace, and how results are printed."""

import dataclasses
import errno
import json
import os
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import Enum
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import click

from prospector.text import shown

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    from prospector.app import App

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


P = ParamSpec("P")
R = TypeVar("R")


class Listing(click.Group):
    """Verbs about things there are many of: called without one, it lists them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read `feeds` and `feeds --json` as `feeds list` and `feeds list --json`."""
        named = bool(args) and not args[0].startswith("-")
        asks_help = any(word in self.get_help_option_names(ctx) for word in args[:1])
        return super().parse_args(ctx, args if named or asks_help else ["list", *args])


def with_app(function: "Callable[Concatenate[App, P], R]") -> Callable[P, R]:
    """Give the verb the opened workspace as its first argument."""

    @click.pass_context
    def wrapper(ctx: click.Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
        from prospector.app import open_app

        options = dict(ctx.find_root().obj)
        app = open_app(options.pop("workspace"), **options)
        try:
            return function(app, *args, **kwargs)
        except OSError as error:
            _of_the_disk(error)
            raise
        finally:
            if "database" in vars(app):
                app.database.dispose()

    return update_wrapper(wrapper, function)


def _of_the_disk(error: OSError) -> None:
    """Say in one line what the disk or a file refused; other faults are to be seen whole.

    Raises:
        WorkspaceError: the disk is full, or a path cannot be used.
    """
    from prospector.errors import WorkspaceError

    if error.errno == errno.ENOSPC:
        raise WorkspaceError("the disk is full: free some room, then do the same again") from error
    if error.filename is not None:
        raise WorkspaceError(
            f"{error.filename}: {error.strerror}: see what is there and who may write it"
        ) from error


def emit_json(result: object) -> None:
    """Print a result as JSON."""
    click.echo(json_text(result))


def json_text(result: object) -> str:
    """A result as JSON: dataclasses become objects, times ISO 8601, enums their value."""
    return json.dumps(result, default=_plain, ensure_ascii=False, indent=2)


def console() -> "Console":
    """A console for results: plain when piped or NO_COLOR is set."""
    from rich.console import Console
    from rich.table import Table

    class Safe(Console):
        """Shows what files brought, whole; no text of theirs steers the terminal."""

        def render(
            self, renderable: "RenderableType", options: "ConsoleOptions | None" = None
        ) -> "Iterable[Segment]":
            if isinstance(renderable, Table):
                for column in renderable.columns:
                    column.overflow = "fold"  # a path or an id that ends in … is of no use
            for segment in super().render(renderable, options):
                yield segment if segment.control else segment._replace(text=shown(segment.text))

    found = Safe(highlight=False, markup=False, soft_wrap=True)  # data may hold brackets
    if not found.is_terminal and "COLUMNS" not in os.environ:
        found.width = 1000  # a pipe has no edge: one row, one line
    return found


def story(message: str) -> None:
    """Tell what is going on, on stderr."""
    click.echo(shown(message), err=True)


def _plain(value: object) -> Any:  # Any: whatever json.dumps can print
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"cannot print {type(value).__name__} as JSON")
