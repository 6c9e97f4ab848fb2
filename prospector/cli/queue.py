"""Show today's queue: whom to talk to, why now, in which draft."""

from typing import TYPE_CHECKING, NamedTuple

import click

from prospector.cli import _card, _drafts, _quiet, _tasks
from prospector.cli._shared import console, emit_json, json_option, story, with_app
from prospector.cli._words import Words, words

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
        click.echo(_nothing(words(app), wanted, owner))
        if wanted == ["queued"] and (quiet := _quiet.hint(app)):
            story(quiet)
    elif first:
        click.echo(_card.card(rows[0], cites, app.ruleset, app.settings.language))
    else:
        out = console()
        out.print(
            _table(_lines(words(app), rows, app.settings.zone, wanted), narrow=out.width < _WIDE)
        )
        if wanted == ["queued"]:
            story(words(app)("queue.next", drafts=words(app).count(len(rows), "draft")))
    if wanted == ["queued"] and not (as_json or first):
        hint = _tasks.hint(app, _drafts.today(app), known)
        if hint:
            story(hint)


def _nothing(say: Words, statuses: list[str], owner: str | None) -> str:
    name = "queue.empty" if statuses == ["queued"] else "queue.no_draft"
    states = say("queue.or").join(map(say.called, statuses))
    return say(f"{name}_of" if owner else name, owner=owner, states=states)


class _Line(NamedTuple):
    """A draft as a row: who it is for, why it stands there, and two things to know of it."""

    grade: str
    lead: str
    account: str
    why: str
    of: tuple[str, str]
    draft: int


class _Lines(NamedTuple):
    """Rows, and how their columns are called."""

    say: Words
    why: str
    of: tuple[str, str]
    rows: list[_Line]


def _lines(say: Words, rows: "list[QueueRow]", zone: "ZoneInfo", statuses: list[str]) -> _Lines:
    if statuses == ["held"]:
        told = [_held(row, zone) for row in rows]
        return _Lines(say, say("reason"), (say("gate"), say("lifts")), told)
    told = [_queued(row) for row in rows]
    return _Lines(say, say("why_now"), (say("segment"), say("channel")), told)


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
    grade, lead, account, draft = map(lines.say, ("grade", "lead", "account", "draft"))
    if narrow:
        _head(table, grade, f"{lead}, {account}\n{lines.why}", f"{first}\n{second}", draft)
        for row in lines.rows:
            who = ", ".join(filter(None, (row.lead, row.account)))
            table.add_row(row.grade, f"{who}\n{row.why}", "\n".join(row.of), str(row.draft))
    else:
        _head(table, grade, lead, account, first, lines.why, second, draft)
        for row in lines.rows:
            of, also = row.of
            table.add_row(row.grade, row.lead, row.account, of, row.why, also, str(row.draft))
    return table


def _head(table: "Table", *names: str) -> None:
    *others, number = names
    for name in others:
        table.add_column(name)
    table.add_column(number, justify="right")
