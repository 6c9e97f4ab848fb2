"""Hand approved drafts over to a tool or a spreadsheet, with a receipt."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from prospector.cli._shared import emit_json, json_option, story, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@click.argument("target")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File, or folder, to write (default: exports/ in the workspace).",
)
@json_option
@with_app
def command(app: "App", *, target: str, out: Path | None, as_json: bool) -> None:
    """Export every approved draft to TARGET (generic or lemlist).

    Policy is asked once more: a draft it stops is held, with the gate and when it lifts. The
    others take their slots under every cap. A second export takes nothing twice. What webhooks
    brought is taken in first: whoever objected a moment ago hears no more.
    """
    from prospector.export import export

    if any(rule.hook is not None for rule in app.written.feeds.feeds.values()):
        from prospector.collect import drain

        drain(app.database, app.written, now=app.now)
    report = export(
        app.database,
        app.ruleset,
        target,
        out or app.workspace / app.settings.exports_dir,
        now=app.now,
        zone=app.settings.zone,
        key=app.suppression_key,
        language=app.settings.language,
    )
    for problem in report.unwritten:
        story(f"warning: {problem}")
    for earlier in report.completed:
        story(f"completed the interrupted export {earlier.export}: {earlier.path}")
    if as_json:
        emit_json(report)
        return
    say = words(app)
    if not report.taken and not report.held:
        click.echo(say("export.nothing"))
    for file in report.files:
        drafts = say.count(file.drafts, "draft")
        click.echo(say("export.done", drafts=drafts, path=file.path, export=file.export))
    for gate, count in report.held.items():
        click.echo(say("export.held", count=count, gate=say.called(gate)))
