"""Say why a lead gets no draft today: the first gate that stops it, and when it lifts."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import emit_json, json_option, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@click.argument("lead")
@json_option
@with_app
def command(app: "App", *, lead: str, as_json: bool) -> None:
    """Say why LEAD (an id, e-mail address or profile URL) gets no draft today.

    Names the first gate that stops it, when it lifts by itself, and what you can do. A lead that
    is queued or about to be says so.
    """
    from prospector import policy
    from prospector.store import drafts, leads

    say = words(app)
    with app.database.read() as session:
        found = leads.find(session, lead)
        assessment = policy.assess(
            session,
            app.ruleset,
            now=app.now,
            zone=app.settings.zone,
            key=app.suppression_key,
            default_language=app.settings.language,
        )
        draft = drafts.open_of_lead(session, found.id or 0)
        answer = policy.why_not(assessment, found.id or 0, draft, language=app.settings.language)
        known_as = found.email or found.linkedin_url or say("lead.id", id=found.id)
    if as_json:
        emit_json(answer)
        return
    gate = f" ({say.called(answer.gate)})" if answer.gate else ""
    click.echo(say("why_not.line", who=known_as, verdict=say.called(answer.verdict), gate=gate))
    click.echo(f"  {answer.reason}.")
    if answer.lifts_at is not None:
        click.echo(f"  {say('why_not.lifts', at=_when(app, answer.lifts_at))}")
    if answer.action:
        click.echo(f"  {answer.action}")


def _when(app: "App", at: object) -> str:
    from datetime import datetime

    if isinstance(at, datetime):
        return f"{at.astimezone(app.settings.zone):%Y-%m-%d %H:%M}"
    return str(at)
