"""Show the budgets: limit, used, booked and left of every cap."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import console, emit_json, json_option, story, with_app
from prospector.cli._words import Words, words

if TYPE_CHECKING:
    from prospector.app import App
    from prospector.policy.limits import Usage


@click.command()
@click.option(
    "--all",
    "show_all",
    is_flag=True,
    help="Also unused caps of segments, people, and accounts that still have room.",
)
@json_option
@with_app
def command(app: "App", *, show_all: bool, as_json: bool) -> None:
    """Show what every cap allows today, what is taken, and what is left.

    A slot is taken when a draft is exported, in every scope it falls under at once.
    """
    from prospector import policy

    with app.database.read() as session:
        rows = policy.usage(
            session,
            app.ruleset,
            now=app.now,
            zone=app.settings.zone,
            default_language=app.settings.language,
        )
    if as_json:
        emit_json(rows)
        return
    shown = [row for row in rows if show_all or not (_of_one(row) or _is_idle(row))]
    console().print(_table(words(app), shown))
    if not show_all:
        idle = sum(map(_is_idle, rows))
        for count, what in (
            (idle, "caps.idle"),
            (len(rows) - len(shown) - idle, "caps.single"),
        ):
            if count:
                story(words(app)(what, count=count))


def _of_one(row: "Usage") -> bool:
    """Whether it is a person's cap, or that of an account with room left."""
    scope = row.scope.split("/")[0]
    return scope == "person" or (scope == "account" and row.left > 0)


def _is_idle(row: "Usage") -> bool:
    """Whether it is a segment's cap of which nothing is taken: there are dozens of them."""
    return row.scope.split("/")[0] == "segment" and row.used + row.booked == 0 and row.left > 0


def _table(say: Words, rows: "list[Usage]") -> object:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("caps.cap"))
    for name in ("limit", "used", "booked", "left"):
        table.add_column(say(f"caps.{name}"), justify="right")
    for row in rows:
        numbers = (row.limit, row.used, row.booked, row.left)
        table.add_row(row.label, *(str(number) for number in numbers))
    return table
