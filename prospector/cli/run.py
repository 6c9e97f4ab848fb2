"""The daily job: collect due feeds, resolve, score, segment, draft; then the queue is ready."""

import dataclasses
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from prospector.cli import _files, _quiet
from prospector.cli._engine import engine_options, scorer
from prospector.cli._shared import emit_json, json_option, story, with_app
from prospector.cli._words import Words, words

if TYPE_CHECKING:
    from prospector.app import App

# The values of pipeline.Stage, spelled here so that `--help` imports no stage (tested equal).
STAGES = ("collect", "resolve", "score", "segment", "draft")


@click.command()
@click.option("--until", type=click.Choice(STAGES), default="draft", help="The last stage to run.")
@click.option("--dry-run", is_flag=True, help="Work on a copy of the store: leaves nothing.")
@engine_options
@json_option
@with_app
def command(
    app: "App", *, until: str, dry_run: bool, engine: str, master: str | None, as_json: bool
) -> None:
    """Run the daily job up to a stage (default: all of it) and report each stage.

    Safe to repeat: what was done is seen, not done twice. Exits with 1 when a row was rejected or
    a file could not be read; the rest went on.
    """
    from prospector import pipeline
    from prospector.store.rehearsal import rehearsal

    reports: dict[str, object] = {}
    with rehearsal(app.database) if dry_run else nullcontext(app.database) as database:
        job = dataclasses.replace(app.job(database, story), scorer=scorer(engine, master))
        for stage, report in pipeline.run(job, pipeline.Stage(until)):
            reports[stage] = report
            if not as_json:
                _tell(words(app), stage, report)
    if as_json:
        emit_json(reports)
    elif dry_run:
        story(words(app)("run.rehearsal"))
    elif until == "draft":
        if _none_planned(reports["draft"]) and (quiet := _quiet.hint(app)):
            story(quiet)
        story(words(app)("run.next"))
    if _unwell(reports["collect"]):
        click.get_current_context().exit(1)


def _tell(say: Words, stage: str, report: object) -> None:
    from prospector.collect import CollectReport

    if isinstance(report, CollectReport):
        if report.files:
            _files.print_files(report.files, say)
        for error in report.errors:
            story(f"error: {error}")
    click.echo(f"{stage:<8} {_counts(say, report)}")


def _counts(say: Words, report: object) -> str:
    """`3 queued, 1 held`: a report's counts that are not zero."""
    if not dataclasses.is_dataclass(report):
        raise TypeError(f"{type(report).__name__} is no report")
    counts = ((say.counted(f.name), getattr(report, f.name)) for f in dataclasses.fields(report))
    words = [f"{value} {name}" for name, value in counts if isinstance(value, int) and value]
    return ", ".join(words) or say("run.nothing")


def _none_planned(report: object) -> bool:
    from prospector.draft import DraftReport

    return isinstance(report, DraftReport) and not (report.queued or report.kept)


def _unwell(report: object) -> bool:
    from prospector.collect import CollectReport

    return isinstance(report, CollectReport) and bool(report.rejected or report.errors)
