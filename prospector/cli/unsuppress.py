"""Take a suppression back."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import emit_json, json_option, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@click.argument("value")
@json_option
@with_app
def command(app: "App", *, value: str, as_json: bool) -> None:
    """Let VALUE be touched again, because they asked for it.

    Drafts it held come back to the queue with the next `prospector draft`.
    """
    from prospector import policy
    from prospector.errors import NotFound

    done = policy.unsuppress(app.database, app.ruleset, value, key=app.suppression_key)
    if not done.changed:
        raise NotFound(f"{done.kind} {done.value} is not suppressed")
    if as_json:
        emit_json(done)
    else:
        click.echo(words(app)("suppress.undone", kind=done.kind, value=done.value))
