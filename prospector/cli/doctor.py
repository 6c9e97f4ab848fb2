"""Look for what is wrong with this installation, and say the fix."""

import os
from typing import TYPE_CHECKING

import click

from prospector.cli._shared import emit_json, json_option, story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prospector.health import Place


@click.command()
@click.option(
    "--rebuild-files",
    is_flag=True,
    help="First write the signal files anew (docs/signal-files.md).",
)
@json_option
@click.pass_context
def command(ctx: click.Context, *, rebuild_files: bool, as_json: bool) -> None:
    """Check settings, database, rules, templates, feeds, caps, key, signal files and disk; exit 1 if something is bad."""
    from prospector import app
    from prospector.cli._doctor import lines
    from prospector.health import Level, Place, examine

    root = ctx.find_root().obj
    workspace = root["workspace"].resolve()
    place = Place(
        workspace=workspace,
        rules_dir=root["rules_dir"] or workspace / "rules",
        now=root["as_of"] or app.now(),
        environ=os.environ,
        variables=set(_variables(ctx)),
    )
    if rebuild_files:
        _rebuild(place)
    findings = examine(place)
    if as_json:
        emit_json([finding._asdict() for finding in findings])
    else:
        for line in lines(findings):
            click.echo(line)
    ctx.exit(1 if any(finding.level is Level.BAD for finding in findings) else 0)


def _rebuild(place: "Place") -> None:
    from prospector.app import open_app
    from prospector.engine import copies

    opened = open_app(place.workspace, as_of=place.now, rules_dir=place.rules_dir)
    copies.bring_up(opened.database, opened.ruleset.signals, anew=True, least=0)
    story("signal files are written anew")


def _variables(ctx: click.Context) -> "Iterator[str]":
    """The environment variable of every option, as click derives it."""
    root = ctx.find_root()
    if not isinstance(root.command, click.Group):
        return
    yield from _of(root.command, "PROSPECTOR")
    for name in root.command.list_commands(root):
        verb = root.command.get_command(root, name)
        if verb is not None:
            yield from _of(verb, f"PROSPECTOR_{name.replace('-', '_').upper()}")


def _of(command: click.Command, prefix: str) -> "Iterator[str]":
    for parameter in command.params:
        yield f"{prefix}_{(parameter.name or '').upper()}"
    if isinstance(command, click.Group) and prefix != "PROSPECTOR":
        for name, inner in command.commands.items():
            yield from _of(inner, f"{prefix}_{name.replace('-', '_').upper()}")
