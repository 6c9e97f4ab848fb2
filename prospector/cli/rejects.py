"""Rows not taken, with their reasons: list, show, replay or export them; and contradictions."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from prospector.cli import _conflicts, _rejects
from prospector.cli._listing import listing
from prospector.cli._shared import Listing, console, emit_json, json_option, story, with_app
from prospector.cli._words import words

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
    from prospector.collect.french import retold
    from prospector.store import rejects

    say = words(app)
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
            (
                str(row.id),
                row.feed,
                f"{row.file}:{row.line}",
                row.code,
                retold(row.detail, say.language),
            )
            for row in rows
        ]
        names = [say(f"rejects.{name}") for name in ("feed", "where", "reason", "detail")]
        listing(("#", *names), found, below=(names[1], names[3]))
    shown = "" if count == len(rows) else say("rejects.shown", count=len(rows))
    story(say.count(count, "reject") + shown)
    if strangers:
        story(say("rejects.strangers", count=strangers, code=rejects.ANONYMOUS))


@command.command()
@click.argument("number", type=int)
@json_option
@with_app
def show(app: "App", *, number: int, as_json: bool) -> None:
    """Show one rejected row: its text, why it was refused, and what to do."""
    from prospector.collect.french import help_of, retold
    from prospector.collect.reject import RejectCode
    from prospector.store import rejects

    say = words(app)
    with app.database.read() as session:
        row = rejects.get(session, number)
    code = RejectCode(row.code)
    if as_json:
        emit_json({**row.model_dump(), "help": code.help})
        return
    out = console()
    where, status = f"{row.file}:{row.line}", say(f"rejects.{row.status}")
    out.print(say("rejects.row", where=where, feed=row.feed, status=status), markup=False)
    why = retold(row.detail, say.language)
    out.print(say("rejects.why", code=row.code, why=why), markup=False)
    out.print(help_of(code, say.language), markup=False)
    for text in (row.header, row.raw):
        if text:
            out.print(text.rstrip("\r\n"), markup=False)


command.add_command(_conflicts.conflicts)
command.add_command(_rejects.replay)
command.add_command(_rejects.export)
