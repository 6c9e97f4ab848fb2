"""Run the feeds that are due, and files that were not taken before; or the feeds you name."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _files
from prospector.cli._shared import emit_json, json_option, story, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@click.argument("feeds", nargs=-1, metavar="[FEED]...")
@json_option
@with_app
def command(app: "App", *, feeds: tuple[str, ...], as_json: bool) -> None:
    """Run the feeds that are due and those without a schedule; or the ones named, due or not.

    Files that did not change are left alone. A feed that another process runs is waited for.
    Exits with 1 when a row was rejected, or a feed or file could not be read.
    """
    from prospector.collect import collect

    report = collect(app.runner(app.database, story), feeds, now=app.now)
    if as_json:
        emit_json(report)
    else:
        if report.files:
            _files.print_files(report.files, words(app))
        else:
            story("no new file in any feed" if report.feeds else "rules/feeds.yaml has no feed")
        if report.not_due:
            story(f"not due yet: {', '.join(report.not_due)}")
        for error in report.errors:
            story(f"error: {error}")
    if report.rejected or report.errors:
        click.get_current_context().exit(1)
