"""Rows not taken, with their reasons: list, show, replay or export them; and contradictions."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from prospector.cli import _conflicts, _rejects
from prospector.cli._listing import listing
from prospector.cli._shared import Listing, console, emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from prospector.app import App


@click.group(cls=Listing)
def command() -> None:
    """Rows not taken: each keeps its file, line, text and reason until it is replayed (default: list)."""


@command.command("list")
@_rejects.filters
@click.option("--all", "closed", is_flag=True, help="Replayed ones too.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@json_option
@with_app
def list_(
    app: "App",
    *,
    feed: str | None,
    file: str | None,
    code: str | None,
    since: date | None,
    closed: bool,
    limit: int,
    as_json: bool,
) -> None:
    """List rejected rows, the oldest first; calls of visitors nobody named only by `--code anonymous`."""
    from prospector.store import rejects

    known = _rejects.known_feed(app, feed)
    wanted = _rejects.wanted(feed=known, file=file, code=code, since=since, closed=closed)
    with app.database.read() as session:
        rows = rejects.find(session, wanted, limit)
        count = rejects.count(session, wanted)
        strangers = 0 if code else rejects.count(session, replace(wanted, code=rejects.ANONYMOUS))
    if as_json:
        emit_json([row.model_dump(exclude={"header"}) for row in rows])
        return
    if rows:
        found = [
            (str(row.id), row.feed, f"{row.file}:{row.line}", row.code, row.detail) for row in rows
        ]
        listing(("#", "Feed", "Where", "Reason", "Detail"), found, below=("Where", "Detail"))
    shown = "" if count == len(rows) else f" (the first {len(rows)} shown)"
    story(f"{count} rejected row{'' if count == 1 else 's'}{shown}")
    if strangers:
        story(f"{strangers} more of visitors nobody named (--code {rejects.ANONYMOUS})")


@command.command()
@click.argument("number", type=int)
@json_option
@with_app
def show(app: "App", *, number: int, as_json: bool) -> None:
    """Show one rejected row: its text, why it was refused, and what to do."""
    from prospector.collect.reject import RejectCode
    from prospector.store import rejects

    with app.database.read() as session:
        row = rejects.get(session, number)
    advice = RejectCode(row.code).help
    if as_json:
        emit_json({**row.model_dump(), "help": advice})
        return
    out = console()
    out.print(f"{row.file}:{row.line}  feed {row.feed}  {row.status}", markup=False)
    out.print(f"{row.code}: {row.detail}", markup=False)
    out.print(advice, markup=False)
    for text in (row.header, row.raw):
        if text:
            out.print(text.rstrip("\r\n"), markup=False)


command.add_command(_conflicts.conflicts)
command.add_command(_rejects.replay)
command.add_command(_rejects.export)
