"""`rules history`: which rules were in force, since when, by whom, and what they said."""

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from prospector.cli._listing import listing
from prospector.cli._rules_diff import blamed
from prospector.cli._shared import console, emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from prospector.app import App
    from prospector.tables import Publication


@click.command("history")
@click.argument("version", required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="With VERSION: write its files into this new folder.",
)
@json_option
@with_app
def command(app: "App", *, version: str | None, out: Path | None, as_json: bool) -> None:
    """List what was published, newest first; the first line is in force.

    With VERSION (its first letters are enough): its note, what it changed, and its files as they
    differ from the version before. --out DIR writes the files; it overwrites none.
    """
    from prospector.errors import UsageError
    from prospector.store import rulesets

    if version is None:
        if out is not None:
            raise UsageError("--out needs a VERSION: `prospector rules history` lists them")
        with app.database.read() as session:
            every = rulesets.history(session)
        _list(every, as_json=as_json)
        return
    with app.database.read() as session:
        found = rulesets.find(session, version)
        every = rulesets.history(session)
        files = rulesets.texts(session, found) or {}
        before = rulesets.texts(session, _before(every, found) or "") or {}
    if out is not None:
        _write(out, files)
    elif as_json:
        mine = [_told(one) | {"diff": one.diff} for one in every if one.version == found]
        emit_json({"version": found, "publications": mine, "files": files})
    else:
        _show(found, every, before, files)


def _before(every: "Sequence[Publication]", version: str) -> str | None:
    """The version that was in force before this one last came."""
    older = iter(every)
    if not any(one.version == version for one in older):
        return None
    return next((one.version for one in older), None)


def _told(one: "Publication") -> dict[str, object]:
    return {
        "number": one.number,
        "version": one.version,
        "at": one.at,
        "by": one.by,
        "note": one.note,
        "changed": _changed(one),
    }


def _changed(one: "Publication") -> dict[str, int] | None:
    """How many leads changed grade or segment, entered or left the queue; None = the first rules."""
    if one.diff is None:
        return None
    queue = one.diff["queue"]
    return {
        "grades": one.diff["grades"]["changed"],
        "segments": one.diff["segments"]["changed"],
        "enters": queue["enters"],
        "leaves": queue["leaves"],
    }


def _list(every: "Sequence[Publication]", *, as_json: bool) -> None:
    if as_json:
        emit_json([_told(one) for one in every])
        return
    if not every:
        click.echo("nothing was published yet: the first `prospector run` publishes rules/")
        return
    headings = (
        "number",
        "at (UTC)",
        "version",
        "by",
        "grades",
        "segments",
        "enter",
        "leave",
        "note",
    )
    rows = []
    for one in every:
        changed = _changed(one)
        counts = map(str, changed.values()) if changed else [""] * 4
        at = f"{one.at:%Y-%m-%d %H:%M}"
        rows.append((str(one.number), at, one.version, one.by, *counts, one.note))
    listing(headings, rows, below=("by", "note"))


def _show(
    version: str,
    every: "Sequence[Publication]",
    before: "Mapping[str, str]",
    files: "Mapping[str, str]",
) -> None:
    from prospector.score.diff.report import counted, kept_causes

    mine = [one for one in every if one.version == version]
    click.echo(f"version {version}")
    for one in mine:
        note = f": {one.note}" if one.note else ""
        click.echo(f"  {one.number}  {one.at:%Y-%m-%d %H:%M} UTC by {one.by}{note}")
        if one.diff is not None:
            click.echo(f"     {counted(one.diff)}")
            if one.diff["causes"]:
                console().print(blamed(kept_causes(one.diff)))
    if not mine:
        click.echo("  never published")
    if not before:
        click.echo(f"  {len(files)} files; --out DIR writes them")
        return
    click.echo()
    for line in _differences(before, files):
        click.echo(line)


def _differences(before: "Mapping[str, str]", files: "Mapping[str, str]") -> "Iterator[str]":
    for name in sorted({*before, *files}):
        old, new = before.get(name, ""), files.get(name, "")
        yield from difflib.unified_diff(
            old.splitlines(), new.splitlines(), f"before/{name}", name, lineterm=""
        )


def _write(folder: Path, files: "Mapping[str, str]") -> None:
    from prospector.errors import WorkspaceError

    try:
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except FileExistsError:
        raise WorkspaceError(f"{folder} is there already: give a new folder") from None
    except OSError as error:
        raise WorkspaceError(f"cannot write {error.filename}: {error.strerror}") from None
    story(f"{len(files)} files written to {folder}")
