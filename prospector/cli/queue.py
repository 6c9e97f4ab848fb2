"""Show today's queue: whom to talk to, why now, in which draft."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _card, _drafts, _quiet, _tasks
from prospector.cli._shared import console, emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from rich.table import Table

    from prospector.app import App
    from prospector.store.queue import QueueRow

# The values of tables.DraftStatus, spelled here so that `--help` imports no table (tested equal).
STATUSES = (
    "queued",
    "held",
    "approved",
    "snoozed",
    "skipped",
    "exported",
    "done",
    "expired",
)


@click.command()
@_drafts.owner_option
@click.option(
    "--status", "statuses", type=click.Choice(STATUSES), multiple=True, help="Default: queued."
)
@click.option("--first", is_flag=True, help="The first draft, whole, with the signals it cites.")
@click.option("--held", is_flag=True, help="Drafts that policy holds: which gate, until when.")
@json_option
@with_app
def command(
    app: "App",
    *,
    owner: str | None,
    statuses: tuple[str, ...],
    first: bool,
    held: bool,
    as_json: bool,
) -> None:
    """Show the queue, best first, the drafts of one account together.

    Leads without a draft are explained by `prospector ready` and `prospector why-not LEAD`.
    """
    from prospector.store import queue
    from prospector.tables import DraftStatus

    wanted = ["held"] if held else list(statuses or ["queued"])
    known = _drafts.known_owner(app, owner)
    with app.database.read() as session:
        rows = queue.rows(session, *(DraftStatus(status) for status in wanted), owner=known)
        rows = rows[:1] if first else rows
        cites = queue.cited(session, rows[0].cites) if first and rows else []
    if as_json:
        emit_json(rows)
    elif not rows:
        click.echo(_nothing(wanted, owner))
        if wanted == ["queued"] and (quiet := _quiet.hint(app)):
            story(quiet)
    elif first:
        click.echo(_card.card(rows[0], cites, app.ruleset, app.settings.language))
    else:
        in_zone = app.settings.zone
        console().print(_held_table(rows, in_zone) if wanted == ["held"] else _table(rows))
        if wanted == ["queued"]:
            story(f"{_drafts.count(len(rows), 'draft')}; `prospector review` goes through them")
    if wanted == ["queued"] and not (as_json or first):
        hint = _tasks.hint(app, _drafts.today(app), known)
        if hint:
            story(hint)


def _nothing(statuses: list[str], owner: str | None) -> str:
    whose = f" of {owner}" if owner else ""
    if statuses == ["queued"]:
        return f"the queue{whose} is empty: `prospector ready` says why"
    return f"no draft{whose} is {' or '.join(statuses)}"


def _table(rows: "list[QueueRow]") -> "Table":
    table = _columns("grade", "lead", "account", "segment", "why now", "channel", "draft")
    for row in rows:
        table.add_row(
            row.grade,
            _card.who(row),
            _card.where(row),
            row.segment,
            row.why_now,
            row.channel,
            str(row.draft),
        )
    return table


def _held_table(rows: "list[QueueRow]", zone: "ZoneInfo") -> "Table":
    table = _columns("grade", "lead", "account", "gate", "reason", "lifts", "draft")
    for row in rows:
        lifts = row.held.lifts_at if row.held else None
        table.add_row(
            row.grade,
            _card.who(row),
            _card.where(row),
            row.held.gate if row.held else "",
            row.held.reason if row.held else "",
            f"{lifts.astimezone(zone):%Y-%m-%d}" if lifts else "",
            str(row.draft),
        )
    return table


def _columns(*names: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(name, justify="right" if name == "draft" else "left")
    return table
