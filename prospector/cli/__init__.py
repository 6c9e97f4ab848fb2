"""The command line: one file per verb in this folder, imported only when it is called.

A verb's help text is the first line of its file's docstring, read as text: `--help` imports
none of them, and shell completion neither.
"""

import ast
import gc
import importlib
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from prospector import __version__
from prospector.cli._stopping import Ear
from prospector.cli._years import complaint
from prospector.errors import ProspectorError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_FOLDER = Path(__file__).parent
#: New objects after which a process looks for cycles (Python: 700).
_CYCLES = 50_000


class Instant(click.ParamType[datetime]):
    """An ISO time; without a zone it is UTC, a date alone is midnight UTC; `now` is the present."""

    name = "iso-time"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Parse it, or say how it is written."""
        if isinstance(value, datetime):
            return value
        if value == "now":
            from prospector import app

            return app.now()
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a time; write 2026-11-22T08:30:00+01:00", param, ctx)
        if (wrong := complaint(value, parsed)) is not None:
            self.fail(wrong, param, ctx)
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


@cache
def verbs() -> dict[str, Path]:
    """Every verb and its file: `why-not` is why_not.py, `import` is import_.py."""
    return {
        path.stem.rstrip("_").replace("_", "-"): path for path in sorted(_FOLDER.glob("[a-z]*.py"))
    }


def summary(path: Path) -> str:
    """The first line of a file's docstring, without importing it."""
    with path.open(encoding="utf-8") as file:
        line = file.readline().strip()
    return str(ast.literal_eval(line if line.endswith('"""') else f'{line}"""'))


class Verbs(click.Group):
    """Commands found in the folder and loaded when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every verb, in the order of the alphabet."""
        return list(verbs())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the verb's file."""
        path = verbs().get(cmd_name)
        if path is None:
            return None
        command = importlib.import_module(f"prospector.cli.{path.stem}").command
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> object:
        """Do what is asked; when we are told to stop meanwhile, say so instead of how it felt."""
        ear = ctx.obj
        try:
            return super().invoke(ctx)
        except BaseException:
            # Not by its type: an engine that is interrupted raises what it likes.
            if not isinstance(ear, Ear) or ear.number is None:
                raise
            click.echo(str(ear), err=True)
            raise click.exceptions.Exit(ear.exit_code) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuse an unknown verb with the nearest known one."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.UsageError(_did_you_mean(str(args[0])), ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the verbs with their summaries."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary(path)) for name, path in verbs().items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list["CompletionItem"]:
        """Complete verbs by name, importing none."""
        from click.shell_completion import CompletionItem

        del ctx
        return [
            CompletionItem(name, help=summary(path))
            for name, path in verbs().items()
            if name.startswith(incomplete)
        ]


def _did_you_mean(word: str) -> str:
    import difflib

    near = difflib.get_close_matches(word, verbs(), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"no such command {word!r}{hint}"


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "PROSPECTOR"},
)
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder with rules/, templates/ and the store.",
)
@click.option(
    "--as-of",
    type=Instant(),
    help="Live at this time; `now` recomputes what is shown as it was stored.",
)
@click.option(
    "--known-at", type=Instant(), help="Use only what had been received by then (default: --as-of)."
)
@click.option(
    "--rules",
    "rules_dir",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Use this rules folder instead of the workspace's.",
)
@click.version_option(__version__, prog_name="prospector")
@click.pass_context
def prospector(ctx: click.Context, /, **options: object) -> None:
    """Whom to talk to today, why now, and what to say."""
    ctx.obj = options


def main(arguments: Iterable[str] | None = None) -> None:
    """Run the command line: exit 0 ok, 1 something was rejected or failed, 2 usage, 130 or 143 stopped."""
    words = None if arguments is None else list(arguments)
    if arguments is None:
        # A process of its own: looking for cycles among all that starting makes costs 0.3 s.
        gc.set_threshold(_CYCLES)
    ear = Ear()
    try:
        with ear.listening():
            prospector(args=words, prog_name="prospector", obj=ear)
    except ProspectorError as error:
        for line in str(error).splitlines():
            click.echo(f"error: {line}", err=True)
        sys.exit(error.exit_code)
