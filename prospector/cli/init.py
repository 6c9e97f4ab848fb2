"""Make a workspace: copy the starter and ask who we are; never overwrites."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from prospector.cli._shared import story

if TYPE_CHECKING:
    from prospector.workspace.answers import Answers


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--answers",
    "answers_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Read the answers from this YAML or TOML file instead of asking.",
)
@click.option(
    "--samples", is_flag=True, help="Collect the sample signals too, to see a run before own data."
)
@click.pass_context
def command(
    ctx: click.Context, *, folder: Path | None, answers_file: Path | None, samples: bool
) -> None:
    """Make a workspace in DIR (default: the workspace): rules, templates and samples to start from.

    The answers file needs name, site, offer, postal_address, sender_name, sender_title and
    sender_email; docs/workspace.md shows every key. Files that exist are kept as they are, so it
    is safe to run again.
    """
    from prospector.workspace.answers import read_answers
    from prospector.workspace.create import company_of, create

    workspace = folder or ctx.find_root().obj["workspace"]
    company = company_of(workspace)
    if company is None:
        company = (read_answers(answers_file) if answers_file else _ask()).company()
    created = create(workspace, company, samples=samples)
    for name in created.kept:
        story(f"kept {name}")
    click.echo(f"{workspace}: {len(created.written)} files written, {len(created.kept)} kept")
    click.echo("Next:")
    for line in _next(workspace, samples=samples):
        click.echo(f"  {line}")


def _ask() -> "Answers":
    from prospector.errors import UsageError
    from prospector.workspace.answers import from_replies, questions

    if not sys.stdin.isatty():
        raise UsageError(
            "nobody to ask: give --answers FILE (`prospector init --help` names its keys)"
        )
    story("Who are you? (Enter takes the answer in brackets.)")
    replies: dict[str, str] = {}
    for key, (question, default) in questions().items():
        replies[key] = click.prompt(question, default=default, err=True)
    return from_replies(replies)


def _next(workspace: Path, *, samples: bool) -> list[str]:
    enter = [] if workspace.resolve() == Path.cwd() else [f"cd {workspace}"]
    take_in = "prospector import likers.csv    # any CSV or JSON with people or companies"
    return [
        *enter,
        *([] if samples else [take_in]),
        "prospector run                  # collect, score, segment and draft",
        "prospector review               # read, approve, edit or skip today's drafts",
    ]
