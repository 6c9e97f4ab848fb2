"""Put drafts off to a day."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _drafts
from prospector.cli._shared import json_option, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@_drafts.drafts_argument
@click.option(
    "--until", metavar="DAY", required=True, help="When: 3d, 2w, monday, tomorrow or 2026-12-01."
)
@_drafts.actor_option
@json_option
@with_app
def command(
    app: "App", *, draft_ids: tuple[int, ...], until: str, actor: str, as_json: bool
) -> None:
    """Put DRAFTs off: they come back to the queue that morning, on that day's evidence."""
    from prospector import review

    if not draft_ids:
        _drafts.refuse("give the drafts by number; `prospector queue` lists them")
    day = _drafts.day(app, until)
    report = review.snooze(app.database, draft_ids, day, actor=actor, now=app.now)
    _drafts.tell(words(app), report, "snoozed", as_json=as_json, day=day)
