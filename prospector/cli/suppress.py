"""Never touch an address, domain, profile or phone again."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import emit_json, json_option, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@click.argument("value")
@click.option("--reason", required=True, help="Why, in a few words; people will read it.")
@json_option
@with_app
def command(app: "App", *, value: str, reason: str, as_json: bool) -> None:
    """Suppress VALUE: an e-mail address, a domain, a profile URL or a phone number.

    It holds from this moment: open drafts are held, and no export lets one through. The store
    keeps a keyed hash, not the value.
    """
    from prospector import policy

    done = policy.suppress(
        app.database,
        app.ruleset,
        value,
        reason=reason,
        now=app.now,
        zone=app.settings.zone,
        key=app.suppression_key,
        language=app.settings.language,
    )
    if as_json:
        emit_json(done)
        return
    say = words(app)
    drafts = say.count(done.held, "open_draft")
    name = "suppress.new" if done.changed else "suppress.old"
    click.echo(say(name, kind=done.kind, value=done.value, drafts=drafts))
