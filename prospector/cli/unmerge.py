"""Take a merge of two leads or two accounts back, exactly."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _drafts
from prospector.cli._shared import emit_json, json_option, story, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@click.argument("merge_id", metavar="MERGE", type=int)
@_drafts.actor_option
@json_option
@with_app
def command(app: "App", *, merge_id: int, actor: str, as_json: bool) -> None:
    """Make two leads, or accounts, again of what MERGE made one; `merge --list` shows the numbers.

    Each gets back what was its own: identities, touches, sequences, used slots; of accounts, what
    was sent meanwhile goes to the one whose people it was sent to. A merge that rows called for is not made again: the two are kept apart until somebody merges them.
    """
    from prospector.resolve.merging import stage

    done = stage.unmerge(app.database, app.ruleset, merge_id, actor=actor, now=app.now)
    if as_json:
        emit_json(done)
        return
    say = words(app)
    loser = say("account.id" if done.kind == "company" else "lead.id", id=done.loser)
    click.echo(say("unmerge.done", merge=done.merge, loser=loser))
    if done.apart:
        story(say("unmerge.apart"))
