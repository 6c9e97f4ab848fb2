"""What the verbs about drafts share: who decides, which drafts, and how the answer is told."""

import os
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import click

from prospector.cli._shared import emit_json

if TYPE_CHECKING:
    from prospector.app import App
    from prospector.cli._words import Words
    from prospector.review import ReviewReport
    from prospector.review.message import Message

drafts_argument = click.argument("draft_ids", metavar="DRAFT...", type=int, nargs=-1)

actor_option = click.option(
    "--as",
    "actor",
    metavar="NAME",
    default=lambda: os.environ.get("USER") or os.environ.get("LOGNAME") or "somebody",
    show_default="$USER",
    help="Who decides; kept with the decision.",
)

owner_option = click.option("--owner", metavar="SDR", help="Only this SDR's drafts.")


def today(app: "App") -> date:
    """The business day of the workspace."""
    return app.now.astimezone(app.settings.zone).date()


def day(app: "App", text: str) -> date:
    """The day somebody typed."""
    from prospector.review.dates import day as read_day

    try:
        return read_day(text, today(app))
    except ValueError as error:
        refuse(f"--until: {error}")


def refuse(message: str) -> NoReturn:
    """The command cannot mean that."""
    from prospector.errors import UsageError

    raise UsageError(message)


def in_editor(seen: "Message") -> "Message":
    """The message after a visit to $EDITOR; unchanged when nothing was saved.

    Raises:
        ValueError: what was saved is no message.
    """
    from prospector.review.message import from_text, to_text

    text = click.edit(to_text(seen), extension=".txt", require_save=True)
    return seen if text is None else from_text(text, has_subject=seen.subject is not None)


def known_owner(app: "App", owner: str | None) -> str | None:
    """An SDR's id as policy.yaml spells it, or a refusal that names them all."""
    if owner is None:
        return None
    ids = [sdr.id for sdr in app.ruleset.policy.sdrs]
    if owner not in ids:
        refuse(f"--owner: no SDR {owner!r} in rules/policy.yaml; known: {', '.join(ids)}")
    return owner


def tell(
    say: "Words", report: "ReviewReport", done: str, *, as_json: bool, **values: object
) -> None:
    """Say what became of the drafts, `done` or not; exit 1 when one was refused."""
    if as_json:
        emit_json(
            {
                "done": report.done,
                "refused": [{"draft": r.draft, "reason": r.reason} for r in report.refused],
            }
        )
    elif report.done:
        numbers = ", ".join(str(draft_id) for draft_id in report.done[:20])
        more = " …" if len(report.done) > 20 else ""
        drafts = say.count(len(report.done), "draft")
        click.echo(say(f"done.{done}", drafts=drafts, numbers=numbers + more, **values))
    for refusal in report.refused:
        click.echo(f"error: draft {refusal.draft}: {refusal.reason}", err=True)
    if report.refused:
        click.get_current_context().exit(1)
