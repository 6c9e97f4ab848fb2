"""`segments table`: who each segment is and what came of it, to read, to print or for a spreadsheet."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from prospector.cli._files import write_out
from prospector.cli._shared import console, emit_json, json_option, json_text, story, with_app

if TYPE_CHECKING:
    from prospector.app import App
    from prospector.segment.table.rows import Table

#: Narrower than this, eight columns of text cannot be read.
NARROWEST = 160


@click.command("table")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["terminal", "csv", "json", "html", "pptx"]),
    help="How to show it (default: what --out ends with, else terminal).",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "fr"]),
    help="Of the texts (default: the workspace's).",
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead."
)
@json_option
@with_app
def command(
    app: "App", *, shape: str | None, language: str | None, out: Path | None, as_json: bool
) -> None:
    """Show the segmentation table: who each segment is, and what came of it.

    `--format html` is one page for A4 across that loads nothing: open it and print. `--format pptx`
    is a PowerPoint file with a slide per segment.
    """
    from prospector.errors import UsageError
    from prospector.segment.table import table

    shape = _shape(shape, out, as_json=as_json)
    if shape == "terminal" and out is not None:
        raise UsageError(f"--out {out}: say --format csv, json, html or pptx")
    if shape == "pptx" and out is None:
        raise UsageError("--format pptx: say --out FILE")
    found = table(
        app.database,
        app.ruleset,
        language=language or app.settings.language,
        now=app.now,
        known_at=app.known_at,
    )
    if out is not None:
        write_out(out, _bytes(found, shape))
        story(f"{len(found.rows)} segments written to {out}")
    elif shape == "terminal":
        _print(found)
    elif shape == "json":
        emit_json(found)
    else:
        click.echo(_text(found, shape), nl=False)


def _shape(shape: str | None, out: Path | None, *, as_json: bool) -> str:
    if as_json:
        return "json"
    endings = {
        ".csv": "csv",
        ".json": "json",
        ".html": "html",
        ".htm": "html",
        ".pptx": "pptx",
    }
    return shape or (endings.get(out.suffix.lower(), "terminal") if out else "terminal")


def _bytes(found: "Table", shape: str) -> bytes:
    if shape == "pptx":
        from prospector.segment.table.slides import slides

        return slides(found)
    # A spreadsheet takes accents for what they are only after a byte order mark.
    return _text(found, shape).encode("utf-8-sig" if shape == "csv" else "utf-8")


def _text(found: "Table", shape: str) -> str:
    from prospector.export.spreadsheet import safe
    from prospector.segment.table.page import page
    from prospector.segment.table.sheet import sheet

    if shape == "csv":
        return sheet(found, safe)
    return page(found) if shape == "html" else f"{json_text(found)}\n"


def _print(found: "Table") -> None:
    """A table where the terminal is wide enough, else one block per segment."""
    from rich.table import Table as Grid

    from prospector.segment.table.blocks import blocks
    from prospector.segment.table.cells import cells, plain
    from prospector.segment.table.wording import HEADINGS

    out = console()
    if out.width < NARROWEST or not out.is_terminal:
        for line in blocks(found, out.width):
            out.print(line)
        return
    grid = Grid(*HEADINGS[found.language].values(), show_lines=True)
    for row in found.rows:
        grid.add_row(*(plain(parts) for parts in cells(row, found.language).values()))
    out.print(grid, soft_wrap=False)
