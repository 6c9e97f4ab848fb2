"""Show today's queue: whom to talk to, why now, in which draft."""

from typing import TYPE_CHECKING, NamedTuple

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

#: Columns a terminal needs to show a draft in one line.
_WIDE = 120


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
        out = console()
        out.print(_table(_lines(rows, app.settings.zone, wanted), narrow=out.width < _WIDE))
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


class _Line(NamedTuple):
    """A draft as a row: who it is for, why it stands there, and two things to know of it."""

    grade: str
    lead: str
    account: str
    why: str
    of: tuple[str, str]
    draft: int


class _Lines(NamedTuple):
    """Rows, and how two of their columns are called."""

    why: str
    of: tuple[str, str]
    rows: list[_Line]


def _lines(rows: "list[QueueRow]", zone: "ZoneInfo", statuses: list[str]) -> _Lines:
    held = statuses == ["held"]
    names = ("reason", ("gate", "lifts")) if held else ("why now", ("segment", "channel"))
    return _Lines(*names, [_held(row, zone) if held else _queued(row) for row in rows])


def _queued(row: "QueueRow") -> _Line:
    of = (row.segment, row.channel)
    return _Line(row.grade, _card.who(row), _card.where(row), row.why_now, of, row.draft)


def _held(row: "QueueRow", zone: "ZoneInfo") -> _Line:
    lifts_at = row.held.lifts_at if row.held else None
    lifts = f"{lifts_at.astimezone(zone):%Y-%m-%d}" if lifts_at else ""
    of = ((row.held and row.held.gate) or "", lifts)
    reason = (row.held and row.held.reason) or ""
    return _Line(row.grade, _card.who(row), _card.where(row), reason, of, row.draft)


def _table(lines: _Lines, *, narrow: bool) -> "Table":
    """One line per draft, or on a narrow terminal two that are not cut."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    first, second = lines.of
    if narrow:
        _head(table, "grade", f"lead, account\n{lines.why}", f"{first}\n{second}", "draft")
        for row in lines.rows:
            who = ", ".join(filter(None, (row.lead, row.account)))
            table.add_row(row.grade, f"{who}\n{row.why}", "\n".join(row.of), str(row.draft))
    else:
        _head(table, "grade", "lead", "account", first, lines.why, second, "draft")
        for row in lines.rows:
            of, also = row.of
            table.add_row(row.grade, row.lead, row.account, of, row.why, also, str(row.draft))
    return table


def _head(table: "Table", *names: str) -> None:
    for name in names:
        table.add_column(name, justify="right" if name == "draft" else "left")
