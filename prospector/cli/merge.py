"""Say that two leads are one person."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _drafts
from prospector.cli._shared import console, emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from prospector.app import App
    from prospector.store.merges import Merged


@click.command()
@click.argument("lead", metavar="A", required=False)
@click.argument("other", metavar="B", required=False)
@click.option("--reason", default="said so", help="Why, in a few words; people will read it.")
@click.option("--list", "list_them", is_flag=True, help="Show the merges that hold instead.")
@click.option("--undone", is_flag=True, help="With --list: those taken back, too.")
@_drafts.actor_option
@json_option
@with_app
def command(
    app: "App",
    *,
    lead: str | None,
    other: str | None,
    reason: str,
    list_them: bool,
    undone: bool,
    actor: str,
    as_json: bool,
) -> None:
    """Make one lead of A and B; A stays. Each is an id, an e-mail address or a profile URL.

    Everything seen of B is A's from now on, with its touches, sequences and used slots; open
    drafts of B expire. Later imports keep to it. `prospector unmerge` takes it back exactly.
    Leads only: two companies stay two accounts.
    """
    from prospector.resolve.merging import stage

    if list_them:
        _list(app, undone=undone, as_json=as_json)
        return
    if lead is None or other is None:
        _drafts.refuse("name two leads, or --list: `prospector duplicates` shows likely ones")
    done = stage.merge(
        app.database, app.ruleset, lead, other, reason=reason, actor=actor, now=app.now
    )
    if as_json:
        emit_json(done)
        return
    click.echo(f"merge {done.merge}: lead {done.loser} is lead {done.winner}")
    story(f"`prospector unmerge {done.merge}` takes it back; scores follow with the next run")


def _list(app: "App", *, undone: bool, as_json: bool) -> None:
    from prospector.store import merges

    with app.database.read() as session:
        found = merges.listed(session, undone=undone)
    if as_json:
        emit_json([each._asdict() for each in found])
    elif not found:
        click.echo("No merges.")
    else:
        console().print(_table(found))


def _table(found: "Sequence[Merged]") -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("merge", "lead", "was also", "decided by", "because", "on"):
        table.add_column(heading)
    for each in found:
        on = f"{each.at:%Y-%m-%d}"
        if each.undone_at:
            on += f", taken back {each.undone_at:%Y-%m-%d} by {each.undone_by}"
        table.add_row(
            str(each.id),
            f"{each.winner_id} {each.winner}",
            f"{each.loser_id} {each.loser}",
            each.actor or each.origin,
            each.reason,
            on,
        )
    return table
