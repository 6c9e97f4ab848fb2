"""List leads that may be one person, or belong to a company we know, for somebody to judge."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import console, emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from prospector.app import App
    from prospector.store.suggestions import Suggested


@click.command()
@json_option
@with_app
def command(app: "App", *, as_json: bool) -> None:
    """List likely matches, the surest first, with what speaks for them.

    A likely match merges nothing. It holds a lead that may be a customer's, a competitor's, one of
    us, or somebody who asked not to be written to.
    """
    from prospector.store import suggestions

    with app.database.read() as session:
        found = suggestions.open_ones(session)
    if as_json:
        emit_json([one._asdict() for one in found])
    elif not found:
        click.echo("No likely matches.")
    else:
        console().print(_table(found))
        story("a match merges nothing; it holds a lead that may be somebody we must not write to")


def _table(found: "Sequence[Suggested]") -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("sure", "lead", "may be", "because"):
        table.add_column(heading)
    for one in found:
        other = (
            f"lead {one.other_lead_id}" if one.other_lead_id else f"account {one.other_account_id}"
        )
        table.add_row(
            f"{one.confidence:.0%}", f"{one.lead_id} {one.lead}", f"{other} {one.other}", one.reason
        )
    return table
