"""Decide who is who: give every signal its lead and account, and both their values."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@json_option
@with_app
def command(app: "App", *, as_json: bool) -> None:
    """Decide who is who among what was imported.

    `prospector run` does it every day; a second run without new rows changes nothing.
    """
    from prospector.resolve import resolve

    report = resolve(app.database, app.written, now=app.now)
    if as_json:
        emit_json(report)
        return
    click.echo(
        f"{report.sightings} rows to resolve"
        f" · leads: {report.new_leads} new, {report.updated_leads} updated, {report.merged} merged"
        f" · accounts: {report.new_accounts} new, {report.updated_accounts} updated"
    )
    if report.suggested:
        story(f"likely matches found: {report.suggested}; `prospector duplicates` lists them")
