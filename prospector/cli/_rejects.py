"""How rejected rows are mended: taken again, or written to files."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from prospector.cli import _files
from prospector.cli._shared import emit_json, json_option, story, with_app
from prospector.cli._words import words
from prospector.errors import NotFound, UsageError

if TYPE_CHECKING:
    from prospector.app import App
    from prospector.store.rejects import Wanted

F = TypeVar("F", bound=Callable[..., object])


def filters(function: F) -> F:
    """`--feed`, `--file`, `--code`, `--since`: which rejects are meant."""
    for option in (
        click.option("--since", type=_files.Day(), help="Refused on this day or later (UTC)."),
        click.option("--code", metavar="CODE", help="Of this reason only."),
        click.option("--file", metavar="NAME", help="Of this file only, by its path or name."),
        click.option("--feed", metavar="NAME", help="Of this feed only."),
    ):
        function = option(function)
    return function


def wanted(  # one argument per filter
    *,
    feed: str | None,
    file: str | None,
    code: str | None,
    since: date | None,
    numbers: tuple[int, ...] = (),
    closed: bool = False,
) -> "Wanted":
    """What the filters mean."""
    from prospector.store.rejects import Wanted
    from prospector.tables import RejectStatus

    day = datetime.combine(since, time(), UTC) if since else None
    status = None if closed else RejectStatus.OPEN
    return Wanted(ids=numbers, feed=feed, file=file, code=code, since=day, status=status)


def known_feed(app: "App", feed: str | None) -> str | None:
    """A feed that is asked for, or a refusal that names the nearest: none is not the same as no rejects.

    Raises:
        NotFound: neither the rules nor the store know it.
    """
    from prospector.store import rejects

    if feed is None or feed in app.written.feeds.feeds:
        return feed
    with app.database.read() as session:
        known = rejects.feeds(session) | set(app.written.feeds.feeds)
    if feed not in known:
        near = get_close_matches(feed, sorted(known), n=1)
        said = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known))}"
        raise NotFound(f"no feed {feed!r}: {said if known else 'nothing was taken in yet'}")
    return feed


@click.command()
@click.argument("numbers", nargs=-1, type=int, metavar="[NUMBER]...")
@filters
@_files.mapping_options
@json_option
@with_app
def replay(
    app: "App",
    *,
    numbers: tuple[int, ...],
    feed: str | None,
    file: str | None,
    code: str | None,
    since: date | None,
    profile: str | None,
    mapping: tuple[str, ...],
    constants: tuple[str, ...],
    day: date | None,
    as_json: bool,
) -> None:
    """Take rejected rows again, after a fix in the rules or with another --map, --set or --date.

    Rows keep the file and line they came from and the time they first came. Without NUMBER or filter:
    all open ones.
    """
    from prospector.collect import Options, replay

    options = Options(
        profile=profile,
        map=_files.pairs("--map", mapping),
        set=_files.pairs("--set", constants),
        day=day,
    )
    which = wanted(feed=known_feed(app, feed), file=file, code=code, since=since, numbers=numbers)
    report = replay(app.database, app.written, which, options, now=app.now)
    if as_json:
        emit_json(report)
    else:
        _files.print_files(report.files, words(app))
    if report.rejected:
        click.get_current_context().exit(1)


@click.command()
@filters
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("rejects"),
    show_default=True,
)
@json_option
@with_app
def export(
    app: "App",
    *,
    feed: str | None,
    file: str | None,
    code: str | None,
    since: date | None,
    out: Path,
    as_json: bool,
) -> None:
    """Write rejected rows to files as they came, one per file and header, to mend and import again.

    Each row carries its number: importing the mended file closes the reject.
    """
    from prospector.collect import mending
    from prospector.store import imports, rejects

    which = wanted(feed=known_feed(app, feed), file=file, code=code, since=since)
    with app.database.read() as session:
        rows = rejects.find(session, which)
        files = imports.by_ids(session, sorted({row.import_file_id or 0 for row in rows}))
    delimiters = {number: found.delimiter for number, found in files.items()}
    written = []
    if out.exists() and not out.is_dir():
        raise UsageError(f"--out {out} is no folder: name one to write the rows to")
    for name, text in mending.files(rows, delimiters).items():
        out.mkdir(parents=True, exist_ok=True)
        # Spreadsheets take a file without a mark for Windows-1252.
        encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
        (out / name).write_text(text, encoding=encoding, newline="")
        written.append(str(out / name))
    if as_json:
        emit_json({"files": written, "rows": len(rows)})
    else:
        for path in written:
            click.echo(path)
        story(words(app)("rejects.written", rows=words(app).count(len(rows), "reject")))
