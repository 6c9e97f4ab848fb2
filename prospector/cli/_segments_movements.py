"""`segments movements`: who changed segment in a period, as a matrix and a list."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from prospector.cli._files import Day
from prospector.cli._listing import listing
from prospector.cli._shared import console, emit_json, json_option, story, with_app
from prospector.cli._words import Words

if TYPE_CHECKING:
    from rich.table import Table

    from prospector.app import App
    from prospector.segment.movements import Matrix
    from prospector.store.memberships import Move

#: Moves listed; --json has all.
LISTED = 50


@click.command("movements")
@click.option("--since", type=Day(), required=True, help="From this day on.")
@click.option("--until", type=Day(), help="To the end of this day (default: now).")
@json_option
@with_app
def command(app: "App", *, since: date, until: date | None, as_json: bool) -> None:
    """Show who changed segment from one day to another: a matrix, then the list.

    Days are those of the workspace's zone. A lead that moves there and back counts as two moves.
    """
    from prospector.errors import UsageError
    from prospector.segment.movements import matrix
    from prospector.store import memberships

    start = _midnight(app, since)
    # A run of this very instant counts: the end is exclusive.
    end = (
        _midnight(app, until + timedelta(days=1)) if until else app.now + timedelta(microseconds=1)
    )
    if end <= start:
        raise UsageError(f"--since {since} is after the end of the period, {until or app.now}")
    with app.database.read() as session:
        moves = memberships.moves_between(session, start, end)
    counted = matrix(moves, [one.id for one in app.ruleset.segments.segments])
    if as_json:
        emit_json(_result(counted, moves, (since, until), app.settings.language))
    elif not moves:
        click.echo(Words(app.settings.language)("moves.nobody"))
    else:
        _print(counted, moves, app.settings.language)


def _midnight(app: "App", day: date) -> datetime:
    return datetime.combine(day, time(), app.settings.zone)


def _result(
    counted: "Matrix", moves: "list[Move]", period: tuple[date, date | None], language: str
) -> dict[str, object]:
    from prospector.segment.telling import why

    return {
        "since": period[0],
        "until": period[1],
        "moves": counted.moves,
        "leads": counted.leads,
        "matrix": [
            {
                "from": cell.from_segment,
                "to": cell.to_segment,
                "moves": cell.moves,
                "leads": cell.leads,
            }
            for cell in counted.cells
        ],
        "segments": [one._asdict() for one in counted.balances],
        "list": [
            {
                "lead": move.lead,
                "who": move.who,
                "from": move.from_segment,
                "to": move.to_segment,
                "at": move.at,
                "reason": move.reason,
                "cause": move.cause,
                "turned": move.turned,
                "why": why(move.cause, move.turned, move.reason, language),
                "set_off": move.set_off,
            }
            for move in moves
        ],
    }


def _print(counted: "Matrix", moves: "list[Move]", language: str) -> None:
    out = console()
    say = Words(language)
    moved, leads = say.count(counted.moves, "move"), say.count(counted.leads, "lead")
    out.print(say("moves.counted", moves=moved, leads=leads) + "\n")
    out.print(_matrix(counted, say))
    out.print()
    _list(moves[-LISTED:], language)
    if len(moves) > LISTED:
        story(say("moves.newest", listed=LISTED, all=len(moves)))


def _matrix(counted: "Matrix", say: Words) -> "Table":
    from rich.table import Table

    seen = {(cell.from_segment, cell.to_segment): cell.moves for cell in counted.cells}
    names: list[str | None] = [one.segment for one in counted.balances]
    names += [None] if any(None in pair for pair in seen) else []
    # Columns by number: a dozen names side by side fit no screen.
    table = Table("", say("moves.corner"), box=None, pad_edge=False)
    for number, name in enumerate(names, start=1):
        table.add_column(str(number) if name else say("none"), justify="right")
    for number, row in enumerate(names, start=1):
        counts = (seen.get((row, column)) for column in names)
        told = ("·" if count is None else str(count) for count in counts)
        table.add_row(str(number) if row else "", row or say("none"), *told)
    return table


def _list(moves: "list[Move]", language: str) -> None:
    from prospector.segment.telling import why

    say = Words(language)
    rows = [
        (
            f"{move.at:%Y-%m-%d}",
            str(move.lead),
            move.who,
            move.from_segment or say("none"),
            move.to_segment or say("none"),
            why(move.cause, move.turned, move.reason, language),
            move.set_off or "",
        )
        for move in moves
    ]
    names = ("day", "", "who", "from", "to", "why", "set_off")
    headings = [say(f"moves.{name}") if name else say("lead") for name in names]
    listing(headings, rows, below=(say("moves.who"), say("moves.why")))
