"""`rules diff`: who enters and leaves today's queue, and who changes grade, with the rule that did it."""

from typing import TYPE_CHECKING

import click

from prospector.cli._listing import listing
from prospector.cli._shared import console, emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from rich.table import Table

    from prospector.app import App
    from prospector.rules.ruleset import Ruleset
    from prospector.score.diff import Diff, Warm
    from prospector.score.diff.report import Blame, Cause, Change, Move

#: Leads per list on a terminal; --json has all.
LISTED = 20
NONE = "(none)"
_MOVES = 12


@click.command("diff")
@click.option(
    "--against",
    metavar="VERSION|DIR",
    help="Compare with this kept version, or folder of rules, instead of the rules in force.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    help=f"Most leads per list (default: {LISTED}; with --json all).",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Compare again each time a file of the rules is saved, until Ctrl-C.",
)
@json_option
@with_app
def command(
    app: "App", *, against: str | None, limit: int | None, watch: bool, as_json: bool
) -> None:
    """Show what the rules of rules/ would change, before they are published.

    Who would enter and leave today's queue, who would change grade or segment, and the rule that
    does it. Nothing is written, and no outcome is needed: both rulesets score the same leads, as of
    today's last score run where nothing that it counts was changed since, else now.
    """
    if watch and as_json:
        raise click.UsageError("--watch prints for people: leave --json out")
    if watch:
        _watch(app, against, LISTED if limit is None else limit)
        return
    found = compare(app, against, most=limit if as_json or limit is not None else LISTED)
    if as_json:
        emit_json(found.as_json())
        return
    _show(found, against, app, LISTED if limit is None else limit)


def _watch(app: "App", against: str | None, limit: int) -> None:
    """Compare after each save; rules that cannot be read yet are told about."""
    from prospector.errors import ProspectorError
    from prospector.score.diff import Warm

    warm = Warm()
    for looked in app.after_each_save():
        try:
            _show(compare(looked, against, most=limit, warm=warm), against, looked, limit)
        except ProspectorError as error:
            story(f"error: {error}")
        story(f"\nwaiting for a file of {app.rules_dir} to be saved; Ctrl-C ends")


def _show(found: "Diff", against: str | None, app: "App", limit: int) -> None:
    for line in _heading(found, against, app.now):
        click.echo(line)
    if found.old == found.new and not found.changes:
        click.echo("both score the same")
        return
    _print(found, limit)


def compare(
    app: "App", against: str | None, *, most: int | None, warm: "Warm | None" = None
) -> "Diff":
    """The rules of rules/ against others (default: those in force)."""
    other = app.in_force if against is None else app.against(against)
    return between(app, other, app.written, most, warm)


def between(
    app: "App", old: "Ruleset", new: "Ruleset", most: int | None, warm: "Warm | None" = None
) -> "Diff":
    """Two rulesets over the leads of the store."""
    from prospector.score.diff.stage import Day, diff

    day = Day(
        now=app.now,
        known_at=app.known_at,
        zone=app.settings.zone,
        key=app.suppression_key,
        language=app.settings.language,
        asked=app.dated,
    )
    with app.database.read() as session:
        return diff(session, old, new, day, most=most, warm=warm)


def _heading(found: "Diff", against: str | None, now: "datetime") -> "Iterator[str]":
    other = "in force" if against is None else against
    scored = " (the last score run)" if found.as_of != now else ""
    at = f"as of {found.as_of:%Y-%m-%d %H:%M} UTC{scored}"
    yield f"version {found.new} against {found.old} ({other}), {at}"
    yield found.words


def _print(found: "Diff", limit: int) -> None:
    entering = [one for one in found.changes if one.queue == "enters"]
    leaving = [one for one in found.changes if one.queue == "leaves"]
    graded = [one for one in found.changes if not one.queue and one.grade_from != one.grade_to]
    others = [one for one in found.changes if not one.queue and one.grade_from == one.grade_to]
    _section("because of", blamed(found.causes), len(found.causes))
    queue = f"today's queue: {found.queue_before} -> {found.queue_after}"
    _leads(f"{queue}; these enter", entering, found.entering)
    _leads("these leave it", leaving, found.leaving)
    _section("grades", _moves(found.grades), found.graded)
    _leads("whose grade changes, apart from those", graded, len(graded))
    _section("segments", _moves(found.segments), found.moved)
    _leads("whose segment changes, apart from those", others, len(others))
    if limit in (len(entering), len(leaving), len(graded), len(others)) and limit:
        story(f"at most {limit} leads per list; --limit N shows more, --json all")


def _section(title: str, table: "Table", count: int) -> None:
    if count:
        click.echo(f"\n{title}")
        console().print(table)


def _leads(title: str, changes: "Sequence[Change]", count: int) -> None:
    if not count:
        return
    click.echo(f"\n{title}")
    rows = [
        (
            str(one.lead),
            one.who,
            one.account or "",
            _step(one.grade_from, one.grade_to),
            _step(one.segment_from or NONE, one.segment_to or NONE),
            _because(one.cause, one.gate),
        )
        for one in changes
    ]
    headings = ("lead", "who", "account", "grade", "segment", "because of")
    listing(headings, rows, below=("who", "account", "because of"))


def _moves(moves: "Sequence[Move]") -> "Table":
    from rich.table import Table

    table = Table("from", "to", box=None, pad_edge=False)
    table.add_column("leads", justify="right")
    for one in moves[:_MOVES]:
        table.add_row(one.before or NONE, one.after or NONE, str(one.leads))
    if len(moves) > _MOVES:
        table.add_row("others", "", str(sum(one.leads for one in moves[_MOVES:])))
    return table


def blamed(causes: "Sequence[Blame]") -> "Table":
    """What each cause did, in leads."""
    from rich.table import Table

    from prospector.score.diff.report import Cause

    table = Table("what", box=None, pad_edge=False)
    for name in ("grades", "segments", "enter", "leave"):
        table.add_column(name, justify="right")
    for one in causes:
        counts = (one.grades, one.segments, one.enters, one.leaves)
        table.add_row(
            _because(Cause(one.what, one.name), None), *(str(count or "·") for count in counts)
        )
    return table


def _step(before: str, after: str) -> str:
    return after if before == after else f"{before} -> {after}"


def _because(cause: "Cause", gate: str | None) -> str:
    words = cause.words
    if gate is not None and cause.name is None:
        words = f"{words} ({gate.replace('_', ' ')})"
    return words if cause.file is None else f"{words} ({cause.file})"
