"""Take files in: CSV, JSON or JSON lines; every row ends up taken, seen or rejected."""

import dataclasses
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from prospector.cli import _files, _progress
from prospector.cli._shared import emit_json, json_option, story, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--feed", metavar="NAME", help="Where they come from (default: the profile's name).")
@_files.mapping_options
@click.option("--encoding", help="Of the text, where the rule errs (utf-8, cp1252, utf-16 …).")
@click.option("--delimiter", help="Between cells: a character, or comma, semicolon, tab, pipe.")
@click.option(
    "--backfill", is_flag=True, help="Count rows as received when they happened, marked assumed."
)
@click.option("--dry-run", is_flag=True, help="Count what would be taken; leave nothing.")
@json_option
@with_app
def command(
    app: "App",
    *,
    files: tuple[Path, ...],
    feed: str | None,
    profile: str | None,
    mapping: tuple[str, ...],
    constants: tuple[str, ...],
    day: date | None,
    encoding: str | None,
    delimiter: str | None,
    backfill: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take files in: CSV, JSON or JSON lines, recognised from their content.

    FILES are files, folders or globs; `-` is standard input. The same row twice is seen, not taken.
    Exits with 1 when a row was rejected.
    """
    from prospector.collect import ImportReport, Options, import_files
    from prospector.store.rehearsal import rehearsal

    options = Options(
        feed=feed,
        profile=profile,
        map=_files.pairs("--map", mapping),
        set=_files.pairs("--set", constants),
        day=day,
        encoding=encoding,
        delimiter=delimiter,
        backfill=backfill,
        base=app.workspace,
        patience=app.patience,
    )

    def take(options: Options) -> ImportReport:
        with ExitStack() as stack:
            database = stack.enter_context(rehearsal(app.database)) if dry_run else app.database
            # Whoever asks for JSON is a program, whatever its stderr is.
            bar = _progress.by_lines() if as_json else stack.enter_context(_progress.telling())
            return import_files(database, app.written, files, options, now=app.now, progress=bar)

    report = _files.asking(take, options)
    if dry_run:
        report = dataclasses.replace(report, run=None)
    if as_json:
        emit_json(report)
    else:
        _files.print_files(report.files, words(app))
        _files.tell_manner(report.files, words(app))
        if dry_run:
            story(words(app)("files.dry"))
    if report.rejected:
        click.get_current_context().exit(1)
