"""Say what came back: what each rule and segment is worth, and when a difference would show."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from prospector.cli._figures import TOO_FEW, of, points, share
from prospector.cli._progress import counting
from prospector.cli._rules_backtest import DAY, RUNGS, lift_table
from prospector.cli._shared import console, emit_json, json_option, with_app

if TYPE_CHECKING:
    from rich.table import Table

    from prospector.app import App
    from prospector.measure.variants import Trial, Variants

outcome_option = click.option(
    "--outcome",
    type=click.Choice(RUNGS),
    help="What counts (default: the highest rung with enough cases).",
)
#: Rules and segments shown on a terminal; --json has all.
LISTED = 40


@click.group(help=__doc__)
def command() -> None:
    """Hold the verbs below."""


@command.command()
@click.option(
    "--difference",
    "differences",
    type=click.FloatRange(0, 100, min_open=True),
    multiple=True,
    help="In points of a hundred: 5 = from 10 % to 15 %. May be repeated.  [default: 1 to 10]",
)
@outcome_option
@json_option
@with_app
def plan(app: "App", *, differences: tuple[float, ...], outcome: str | None, as_json: bool) -> None:
    """Say how many weeks until a difference would show, half of the cases on either side.

    Two proportions, 5 % error, 80 % power (Fleiss 1981), at the rate and pace of the last 12 weeks
    that can be judged.
    """
    from rich.table import Table

    from prospector.measure.ladder import LABELS, Rung, claim
    from prospector.measure.plan import LISTED as USUAL
    from prospector.measure.stage import plan as planned

    rung = Rung(outcome) if outcome else None
    found = planned(app.database, now=app.now, rung=rung, differences=differences or USUAL)
    if as_json:
        emit_json(found)
        return
    show = console()
    label = LABELS[found.rung]["en"]
    show.print(f"Plan: {claim(found.rung, 'en')}")
    if not found.waits:
        show.print(f"too few cases to plan by: {of(found.base)} “{label}” in the last 12 weeks")
        return
    show.print(
        f"{share(found.base)} “{label}” of {found.base.n} cases, {found.per_week:.1f} a week over {found.weeks:.0f} weeks"
    )
    table = Table("difference", box=None, pad_edge=False)
    for heading in ("from", "to", "cases per side", "weeks"):
        table.add_column(heading, justify="right")
    for one in found.waits:
        base = 100 * (found.base.share or 0)
        table.add_row(
            f"{one.difference:g} points",
            f"{base:.1f} %",
            f"{100 * one.other:.1f} %",
            str(one.per_side),
            str(one.weeks),
        )
    show.print(table)


@command.command()
@click.option(
    "--since",
    type=DAY,
    help="First day (default: 90 days before the last, or as far as there are cases).",
)
@click.option("--until", type=DAY, help="Last day (default: the last that can be judged by now).")
@outcome_option
@json_option
@with_app
def lift(
    app: "App",
    *,
    since: datetime | None,
    until: datetime | None,
    outcome: str | None,
    as_json: bool,
) -> None:
    """Say what each rule and segment is worth: the outcome rate with it over the rate without it.

    By what each rule said on the morning a lead was put before us, with nothing known later.
    """
    from prospector.measure.backtest import Asked, backtest
    from prospector.measure.backtest.report import as_json as plain
    from prospector.measure.backtest.report import warnings
    from prospector.measure.ladder import Rung, claim

    asked = Asked(
        since.date() if since else None,
        until.date() if until else None,
        Rung(outcome) if outcome else None,
    )
    with counting("lift", "mornings") as tell:
        found = backtest(
            app.database,
            [("in force", app.ruleset)],
            asked,
            now=app.now,
            zone=app.settings.zone,
            tell=tell,
        )
    told = plain(found, "en")
    if as_json:
        side = told.pop("sides")[0]
        told.pop("comparison")
        emit_json({**told, "version": side["version"], "rules": side["rules"]})
        return
    scope, show = found.scope, console()
    show.print(f"Lift: {claim(scope.rung, 'en')}")
    show.print(
        f"{scope.since} to {scope.until}: {of_cases(scope.counted.reached, scope.counted.judged)}"
    )
    for one in warnings(found, "en"):
        show.print(f"! {one.text}")
    rules = found.sides[0].rules
    if not rules:
        return
    show.print()
    show.print(lift_table(rules, most=LISTED))
    show.print(
        f"\nOf {len(rules)} compared, about {max(1, round(len(rules) / 20))} would stand out by chance alone."
    )


def of_cases(reached: int, judged: int) -> str:
    """How many judged cases reached it."""
    return f"{reached} of {judged} judged cases reached it"


@command.command()
@outcome_option
@json_option
@with_app
def variants(app: "App", *, outcome: str | None, as_json: bool) -> None:
    """Say which text of a message does better, where leads are dealt several (docs/templates.md).

    First messages only, from the day on which all texts of a message went out.
    """
    from prospector.measure.ladder import LABELS, Rung, claim
    from prospector.measure.stage import variants as compared

    found = compared(app.database, now=app.now, rung=Rung(outcome) if outcome else None)
    if as_json:
        emit_json({"title": claim(found.rung, "en"), "as_of": app.now, **_plain(found)})
        return
    if not found.trials:
        click.echo("no message has gone out in variants: docs/templates.md says how to write one")
        return
    show = console()
    show.print(f"Variants: {claim(found.rung, 'en')}")
    for trial in found.trials:
        show.print(f"\n{trial.message}, {_day(trial.since)} to {_day(trial.until)}")
        show.print(_texts(trial, LABELS[found.rung]["en"]))


def _texts(trial: "Trial", label: str) -> "Table":
    from rich.table import Table

    from prospector.rules.variants import FIRST

    table = Table("variant", box=None, pad_edge=False)
    for heading in ("judged", label):
        table.add_column(heading, justify="right")
    table.add_column("rate (95 %)")
    table.add_column(f"against {FIRST}")
    for one in trial.texts:
        told = "" if one.variant == FIRST else TOO_FEW
        if one.difference:
            told = points(one.difference)
        counts = str(one.rate.n), str(one.rate.count)
        table.add_row(one.variant, *counts, share(one.rate), told)
    return table


def _plain(found: "Variants") -> dict[str, object]:
    return {
        "outcome": found.rung,
        "messages": [
            {
                "message": trial.message,
                "since": _day(trial.since),
                "until": _day(trial.until),
                "variants": trial.texts,
            }
            for trial in found.trials
        ],
    }


def _day(micros: int) -> str:
    from prospector.columns import from_micros

    return f"{from_micros(micros):%Y-%m-%d}"
