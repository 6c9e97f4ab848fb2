"""Approve drafts for export, one by one or in bulk."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _drafts
from prospector.cli._shared import json_option, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@_drafts.drafts_argument
@click.option("--top", metavar="N", type=click.IntRange(min=1), help="The N best of the queue.")
@click.option("--all", "everything", is_flag=True, help="The whole queue.")
@click.option("--undo", is_flag=True, help="Take back the last decision about each DRAFT instead.")
@_drafts.owner_option
@_drafts.actor_option
@json_option
@with_app
def command(
    app: "App",
    *,
    draft_ids: tuple[int, ...],
    top: int | None,
    everything: bool,
    undo: bool,
    owner: str | None,
    actor: str,
    as_json: bool,
) -> None:
    """Approve DRAFTs, the N best (--top N) or the whole queue (--all).

    Bulk approvals (--top, --all) are recorded as such. --undo takes back the last decision about
    each DRAFT, whatever it was, until it is exported.
    """
    from prospector import review
    from prospector.store import queue

    if sum((bool(draft_ids), top is not None, everything)) != 1:
        _drafts.refuse("give drafts, --top N or --all; `prospector queue` lists the drafts")
    if owner is not None and draft_ids:
        _drafts.refuse("--owner goes with --top or --all")
    if undo and not draft_ids:
        _drafts.refuse("--undo needs the drafts by number")
    if undo:
        report = review.undo(app.database, draft_ids, actor=actor, now=app.now)
        _drafts.tell(words(app), report, "undone", as_json=as_json)
        return
    if not draft_ids:
        with app.database.read() as session:
            wanted = queue.ids(session, owner=_drafts.known_owner(app, owner), limit=top)
        report = review.approve(app.database, wanted, actor=actor, now=app.now, bulk=True)
        if not wanted and not as_json:
            click.echo(words(app)("queue.empty"))
    else:
        report = review.approve(app.database, draft_ids, actor=actor, now=app.now)
    _drafts.tell(words(app), report, "approved", as_json=as_json)
