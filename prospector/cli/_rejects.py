"""How rejected rows are mended: taken again, or written to files."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from prospector.cli import _files
from prospector.cli._shared import emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from prospector.app import App

F = TypeVar("F", bound=Callable[..., object])


def filters(function: F) -> F:
    """`--feed` and `--code`: which rejects are meant."""
    code = click.option("--code", metavar="CODE", help="Of this reason only.")
    feed = click.option("--feed", metavar="NAME", help="Of this feed only.")
    return feed(code(function))


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
