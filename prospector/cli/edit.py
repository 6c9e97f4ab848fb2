"""Change what a draft says, in $EDITOR or by options."""

from typing import TYPE_CHECKING, TextIO

import click

from prospector.cli import _drafts
from prospector.cli._shared import json_option, story, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@click.argument("draft_id", metavar="DRAFT", type=int)
@click.option("--subject", help="The new subject.")
@click.option(
    "--body-file", type=click.File(encoding="utf-8"), help="A file with the new body; - is stdin."
)
@_drafts.actor_option
@json_option
@with_app
def command(
    app: "App",
    *,
    draft_id: int,
    subject: str | None,
    body_file: TextIO | None,
    actor: str,
    as_json: bool,
) -> None:
    """Change the subject or the body of DRAFT; without options, in $EDITOR.

    What you write is yours to state: it is kept as written and never rendered again.
    """
    from prospector import review
    from prospector.review.message import Message, checked
    from prospector.store import drafts

    with app.database.read() as session:
        draft = drafts.get(session, draft_id)
        seen = Message(draft.subject, draft.body)
    if subject is not None and seen.subject is None:
        _drafts.refuse(f"draft {draft_id} goes by {draft.channel}, which has no subject")
    try:
        if subject is None and body_file is None:
            new = _drafts.in_editor(seen)
        else:
            body = body_file.read() if body_file is not None else seen.body
            new = checked(Message(seen.subject if subject is None else subject, body))
    except ValueError as error:
        _drafts.refuse(f"draft {draft_id}: {error}")
    if new == seen:
        story(words(app)("desk.same"))
        return
    report = review.edit(app.database, draft_id, new, seen=seen, actor=actor, now=app.now)
    _drafts.tell(words(app), report, "edited", as_json=as_json)
