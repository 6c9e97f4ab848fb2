"""Rows not taken, with their reasons: list, show, replay or export them."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from prospector.cli import _files
from prospector.cli._shared import console, emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from prospector.app import App

feed_option = click.option("--feed", metavar="NAME", help="Of this feed only.")
code_option = click.option("--code", metavar="CODE", help="Of this reason only.")


@click.group()
def command() -> None:
    """Rows not taken: each keeps its file, line, text and reason until it is replayed."""


@command.command("list")
@feed_option
@code_option
@click.option("--all", "closed", is_flag=True, help="Replayed ones too.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@json_option
@with_app
def list_(
    app: "App", *, feed: str | None, code: str | None, closed: bool, limit: int, as_json: bool
) -> None:
    """List rejected rows, the oldest first."""
    from rich.table import Table

    from prospector.store import rejects
    from prospector.tables import RejectStatus

    wanted = rejects.Wanted(feed=feed, code=code, status=None if closed else RejectStatus.OPEN)
    with app.database.read() as session:
        rows = rejects.find(session, wanted, limit)
        count = rejects.count(session, wanted)
    if as_json:
        emit_json([row.model_dump(exclude={"header"}) for row in rows])
        return
    table = Table("#", "Feed", "Where", "Reason", "Detail", box=None, pad_edge=False)
    for row in rows:
        table.add_row(str(row.id), row.feed, f"{row.file}:{row.line}", row.code, row.detail)
    if rows:
        console().print(table)
    shown = "" if count == len(rows) else f" (the first {len(rows)} shown)"
    story(f"{count} rejected row{'' if count == 1 else 's'}{shown}")


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


@command.command()
@click.argument("numbers", nargs=-1, type=int, metavar="[NUMBER]...")
@feed_option
@code_option
@_files.mapping_options
@json_option
@with_app
def replay(
    app: "App",
    *,
    numbers: tuple[int, ...],
    feed: str | None,
    code: str | None,
    profile: str | None,
    mapping: tuple[str, ...],
    constants: tuple[str, ...],
    day: date | None,
    as_json: bool,
) -> None:
    """Take rejected rows again, after a fix in the rules or with another --map, --set or --date.

    Rows keep the file and line they came from. Without NUMBER, --feed or --code: all open ones.
    """
    from prospector.collect import Options, replay
    from prospector.store.rejects import Wanted

    options = Options(
        profile=profile,
        map=_files.pairs("--map", mapping),
        set=_files.pairs("--set", constants),
        day=day,
    )
    wanted = Wanted(ids=numbers, feed=feed, code=code)
    report = replay(app.database, app.ruleset, wanted, options, now=app.now)
    if as_json:
        emit_json(report)
    else:
        _files.print_files(report.files)
    if report.rejected:
        click.get_current_context().exit(1)


@command.command()
@feed_option
@code_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("rejects"),
    show_default=True,
)
@json_option
@with_app
def export(app: "App", *, feed: str | None, code: str | None, out: Path, as_json: bool) -> None:
    """Write rejected rows to files as they came, one per file and header, to mend and import again."""
    from prospector.collect import mending
    from prospector.store import rejects

    with app.database.read() as session:
        rows = rejects.find(session, rejects.Wanted(feed=feed, code=code))
    written = {}
    for name, text in mending.files(rows).items():
        out.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, encoding="utf-8", newline="")
        written[str(out / name)] = text.count("\n")
    if as_json:
        emit_json({"files": list(written), "rows": len(rows)})
    else:
        for path in written:
            click.echo(path)
        story(f"{len(rows)} rejected rows written; import the mended file with --feed")
