"""Look at what was handed over, and write a file again from its receipt."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from prospector.cli._listing import listing
from prospector.cli._shared import Listing, emit_json, json_option, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.group(cls=Listing)
def command() -> None:
    """Receipts: which drafts left together, to which target, in which file (default: list)."""


@command.command("list")
@click.option("--limit", default=20, show_default=True, help="How many, newest first.")
@json_option
@with_app
def list_exports(app: "App", *, limit: int, as_json: bool) -> None:
    """List the newest exports."""
    from prospector.store import exports

    with app.database.read() as session:
        rows = exports.latest(session, limit)
        if as_json:
            emit_json([row.model_dump() for row in rows])
            return
        if not rows:
            click.echo(
                "nothing was exported yet: `prospector export TARGET` hands approved drafts over"
            )
            return
        found = []
        for row in rows:
            state = row.path if row.sha256 else f"{row.path} (interrupted)"
            counts = (str(row.drafts), str(row.held))
            found.append((str(row.id), row.target, str(row.business_date), *counts, state))
    listing(("export", "target", "day", "drafts", "held", "file"), found, below=("file",))


@command.command("show")
@click.argument("export_id", metavar="ID", type=int)
@json_option
@with_app
def show(app: "App", *, export_id: int, as_json: bool) -> None:
    """Show one receipt: every draft that left with it, and to whom."""
    from prospector.store import exports, touches

    with app.database.read() as session:
        row = exports.get(session, export_id)
        left = [dict(each.payload) for each in touches.of_export(session, export_id)]
    if as_json:
        emit_json({**row.model_dump(), "touches": left})
        return
    click.echo(f"export {row.id} to {row.target} on {row.business_date}: {row.path}")
    click.echo(f"sha256 {row.sha256 or 'none: interrupted, the next export completes it'}")
    for each in left:
        who = each["email"] or each["linkedin_url"]
        click.echo(f"  draft {each['draft']}: step {each['step']} of {each['segment']} to {who}")


@command.command("replay")
@click.argument("export_id", metavar="ID", type=int)
@click.option("--out", type=click.Path(path_type=Path), help="File to write (default: as then).")
@json_option
@with_app
def replay(app: "App", *, export_id: int, out: Path | None, as_json: bool) -> None:
    """Write an export's file again from the store. Nothing is taken a second time."""
    from prospector.export import replay as replay_export

    done = replay_export(app.database, export_id, out)
    if as_json:
        emit_json(done)
    else:
        say = words(app)
        name = "exports.identical" if done.identical else "exports.differs"
        click.echo(say(name, drafts=say.count(done.drafts, "draft"), path=done.path))
    if not done.identical:
        click.get_current_context().exit(1)
