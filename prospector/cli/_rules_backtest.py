"""`rules backtest`: what rules would have done on past mornings, by what came back since."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from prospector.cli._figures import of, points, share, times
from prospector.cli._progress import counting
from prospector.cli._shared import console, emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table

    from prospector.app import App
    from prospector.measure.backtest.report import Report
    from prospector.measure.lifts import Lift
    from prospector.rules.ruleset import Ruleset

#: As `prospector.measure.ladder` has them; importing it here would load an engine for --help.
RUNGS = ("approved_unedited", "approved", "replied", "positive", "meeting", "won")
#: Rules shown on a terminal; --json and --out have all.
LISTED = 15
DAY = click.DateTime(["%Y-%m-%d"])


@click.command("backtest")
@click.option(
    "--since",
    type=DAY,
    help="First day (default: 90 days before the last, or as far as there are cases).",
)
@click.option("--until", type=DAY, help="Last day (default: the last that can be judged by now).")
@click.option(
    "--against",
    metavar="VERSION|DIR",
    help="Compare with this kept version, or folder of rules, instead of the rules in force.",
)
@click.option(
    "--outcome",
    type=click.Choice(RUNGS),
    help="What counts (default: the highest rung with enough cases).",
)
@click.option(
    "--capacity",
    type=click.IntRange(min=1),
    help="Leads a day holds (default: the capacity of all SDRs of policy.yaml).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report as an HTML page to this file.",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "fr"]),
    help="Of the page (default: the workspace's).",
)
@json_option
@with_app
def command(
    app: "App",
    *,
    since: datetime | None,
    until: datetime | None,
    against: str | None,
    outcome: str | None,
    capacity: int | None,
    out: Path | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Score every past morning by the rules of rules/, with nothing known later, and see what came back.

    The headline is precision at capacity: of the leads a day's queue would have held, how many
    reached the outcome. Beside it the rules in force, or those of --against. Nothing is written
    but --out.
    """
    from prospector.measure.backtest import Asked, backtest
    from prospector.measure.backtest.report import as_json as plain
    from prospector.measure.ladder import Rung

    asked = Asked(_day(since), _day(until), Rung(outcome) if outcome else None, capacity)
    with counting("backtest", "mornings") as tell:
        found = backtest(
            app.database,
            sides(app, against),
            asked,
            now=app.now,
            zone=app.settings.zone,
            tell=tell,
        )
    if out is not None:
        _write(out, found, language or app.settings.language)
    if as_json:
        emit_json(plain(found, "en"))
    else:
        _print(found)


def sides(app: "App", against: str | None) -> "list[tuple[str, Ruleset]]":
    """The rules of rules/ and what they are held against; alone, where those score the same."""
    new = (str(app.rules_dir) if app.trial else "rules/", app.written)
    if against is not None:
        return [new, (against, app.against(against))]
    old = app.in_force
    return [new] if old.version == app.written.version else [new, ("in force", old)]


def _day(told: datetime | None) -> date | None:
    return told.date() if told else None


def _write(out: Path, found: "Report", language: str) -> None:
    from prospector.errors import WorkspaceError
    from prospector.measure.backtest.page import page

    try:
        out.write_text(page(found, language), encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(f"--out {out} cannot be written: {error.strerror}") from error
    story(f"the report is in {out}")


def _print(found: "Report") -> None:
    from prospector.measure.backtest.report import title, warnings

    scope, show = found.scope, console()
    show.print(title(scope, "en"))
    show.print(
        f"{scope.since} to {scope.until}: {scope.mornings} mornings, {scope.capacity} leads a day"
    )
    for one in warnings(found, "en"):
        show.print(f"! {one.text}")
    show.print()
    show.print(_precision(found))
    for line in _difference(found):
        show.print(line)
    for heading, table in _tables(found):
        if table.row_count:
            show.print(f"\n{heading}")
            show.print(table)


def _precision(found: "Report") -> "Table":
    capacity = found.scope.capacity
    table = _table("", f"precision@{capacity}", "judged", "held", "found of all")
    for side in found.sides:
        one = side.precision
        table.add_row(
            f"{side.name} ({side.version[:8]})",
            share(one.rate),
            of(one.rate),
            str(one.picked),
            of(one.found),
        )
    return table


def _difference(found: "Report") -> "Iterator[str]":
    one = found.comparison
    if one is None:
        return
    new, old = (side.name for side in found.sides)
    if one.difference is None:
        same = one.only_new.n == one.only_old.n == 0
        yield "both held the same leads" if same else "too few to compare their precision"
    else:
        low, high = one.difference.low, one.difference.high or 0.0
        clear = "clear" if low > 0 or high < 0 else "not clear: the interval holds 0"
        yield f"{new} less {old}: {points(one.difference)}, {clear}"
    yield (
        f"judged leads held by {new} alone: {of(one.only_new)} reached it;"
        f" by {old} alone: {of(one.only_old)}; by both: {one.shared} judged"
    )


def _tables(found: "Report") -> "Iterator[tuple[str, Table]]":
    for side in found.sides:
        named = f" ({side.name})" if len(found.sides) > 1 else ""
        yield f"By priority, best first{named}", _bins(found, side.name)
        yield (
            f"Foretold by grade{named}: learnt on the earlier half, tested on the later",
            _grades(found, side.name),
        )
        yield f"Rules and segments{named}: the rate with, and without", lift_table(side.rules)


def _bins(found: "Report", name: str) -> "Table":
    table = _table("part", "priority", "rate", "cases", "against the others")
    side = next(one for one in found.sides if one.name == name)
    for one in side.bins:
        table.add_row(
            str(one.number),
            f"{one.most:.1f} to {one.least:.1f}",
            share(one.rate),
            of(one.rate),
            times(one.lift),
        )
    return table


def _grades(found: "Report", name: str) -> "Table":
    table = _table("grade", "foretold", "came true", "cases", "learnt from")
    side = next(one for one in found.sides if one.name == name)
    for one in side.calibration.grades:
        table.add_row(
            one.grade,
            f"{100 * one.predicted:.1f} %",
            share(one.rate),
            of(one.rate),
            str(one.learnt),
        )
    return table


def lift_table(found: "Sequence[Lift]", *, most: int = LISTED) -> "Table":
    """Rules and segments, those that stand out first."""
    from prospector.measure.lifts import strongest

    table = _table("", "lift", "with", "without", "")
    for one in strongest(found)[:most]:
        table.add_row(
            f"{one.where} {one.name}",
            times(one.lift),
            of(one.with_it),
            of(one.without),
            "clear" if one.clear else "",
        )
    return table


def _table(*headings: str) -> "Table":
    from rich.table import Table

    return Table(*headings, box=None, pad_edge=False)
