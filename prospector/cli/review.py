"""Go through the queue one draft at a time: approve, edit, skip, snooze."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _drafts
from prospector.cli._shared import story, with_app
from prospector.cli._words import Words, words

if TYPE_CHECKING:
    from prospector.app import App
    from prospector.review.round import Round


@click.command()
@_drafts.owner_option
@_drafts.actor_option
@with_app
def command(app: "App", *, owner: str | None, actor: str) -> None:
    r"""Show the queue draft by draft; answer each with a key and Enter.

    \b
    a approve    e edit in $EDITOR    s skip, with a reason    z snooze to a day
    u take the last decision back     n leave it for later     q quit

    Answers may be piped in, one a line.
    """
    from prospector.cli._desk import Desk
    from prospector.review.round import Round
    from prospector.store import queue
    from prospector.tables import DraftStatus

    known = _drafts.known_owner(app, owner)
    with app.database.read() as session:
        rows = queue.rows(session, DraftStatus.QUEUED, owner=known)
    if not rows:
        click.echo(words(app)("queue.empty"))
        return
    sitting = Round([row.draft for row in rows])
    Desk(app, sitting, actor).work()
    click.echo(_summary(sitting, words(app)))
    story(words(app)("desk.export"))


def _summary(sitting: "Round", say: Words) -> str:
    """`approved 3, skipped 1; 13 of 17 not decided`."""
    counts = sitting.counts()
    told = [say(f"round.{action}", count=count) for action, count in counts.items()]
    done = ", ".join(told) or say("round.nothing")
    if not sitting.left:
        return say("round.all", done=done)
    return say("round.left", done=done, left=sitting.left, all=len(sitting.drafts))
