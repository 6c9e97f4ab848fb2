"""Run the feeds of rules/feeds.yaml now: take in the files that were not taken before."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _files
from prospector.cli._shared import emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@click.argument("feeds", nargs=-1, metavar="[FEED]...")
@json_option
@with_app
def command(app: "App", *, feeds: tuple[str, ...], as_json: bool) -> None:
    """Run feeds now, all of them or the ones named: files that did not change are left alone.

    Exits with 1 when a row was rejected or a file could not be read.
    """
    from prospector.collect import collect

    report = collect(app.runner(app.database, story), feeds, now=app.now)
    if as_json:
        emit_json(report)
    else:
        if report.files:
            _files.print_files(report.files)
        else:
            story("no new file in any feed" if report.feeds else "rules/feeds.yaml has no feed")
        for error in report.errors:
            story(f"error: {error}")
    if report.rejected or report.errors:
        click.get_current_context().exit(1)
