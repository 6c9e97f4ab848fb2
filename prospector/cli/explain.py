"""Show every part of a lead's score: they add up to it exactly."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _explained
from prospector.cli._shared import console, emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from datetime import datetime

    from prospector.app import App


@click.command()
@click.argument("lead")
@json_option
@with_app
def command(app: "App", *, lead: str, as_json: bool) -> None:
    """Explain the score of LEAD (an id, e-mail address or profile URL).

    It is the stored score, as of when it was made; `prospector --as-of TIME explain LEAD`
    computes the score of that time instead.
    """
    from prospector import score
    from prospector.store import leads

    with app.database.read() as session:
        found = leads.find(session, lead)
        as_of, known_at = _times(app, found.id or 0)
        explanation = score.explain(
            session,
            app.ruleset,
            found.id or 0,
            as_of=as_of,
            known_at=known_at,
            language=app.settings.language,
        )
    if as_json:
        emit_json(explanation.as_json())
        return
    for line in _explained.heading(explanation):
        click.echo(line)
    console().print(_explained.intent(explanation), _explained.fit(explanation), sep="\n")
    for line in _explained.outlook(explanation):
        click.echo(line)


def _times(app: "App", lead_id: int) -> "tuple[datetime, datetime]":
    """Those of the stored score, unless the command was given a time."""
    from prospector.store import scores

    asked = click.get_current_context().find_root().params
    with app.database.read() as session:
        stored = scores.of_lead(session, lead_id)
    if stored is None or asked.get("as_of") or asked.get("known_at"):
        return app.now, app.known_at
    if stored.ruleset != app.ruleset.version:
        story("the stored score was made by other rules; run `prospector score`")
    return stored.as_of, stored.known_at
