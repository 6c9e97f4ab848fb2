"""Write today's drafts: plan, render, check, and put them in the queue."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _quiet
from prospector.cli._shared import emit_json, json_option, story, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@json_option
@with_app
def command(app: "App", *, as_json: bool) -> None:
    """Write today's drafts.

    Leads that pass every gate get a draft, best first, as far as caps and desks reach. A second
    run the same day keeps what is still right and never touches what a person has touched.
    """
    from dataclasses import asdict

    from prospector import draft

    report = draft.draft(
        app.database,
        app.ruleset,
        app.templates_dir,
        now=app.now,
        zone=app.settings.zone,
        key=app.suppression_key,
        language=app.settings.language,
    )
    if as_json:
        emit_json(report)
        return
    say = words(app)
    counts = asdict(report).items()
    click.echo(", ".join(f"{count} {say.counted(name)}" for name, count in counts))
    if not (report.queued or report.kept) and (quiet := _quiet.hint(app)):
        story(quiet)
    story(say("draft.next"))
