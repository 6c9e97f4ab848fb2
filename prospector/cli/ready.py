"""Explain everybody: from people known to drafts ready, what stops the others and what would help."""

import dataclasses
from typing import TYPE_CHECKING, Any

import click

from prospector.cli import _drafts, _quiet, _tasks
from prospector.cli._shared import console, emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from rich.table import Table

    from prospector.app import App
    from prospector.review.funnel import Funnel


@click.command()
@json_option
@with_app
def command(app: "App", *, as_json: bool) -> None:
    """Show where people drop out on the way to a draft: first gate, count, one action, its yield.

    The yield is how many leads that action could bring to today's caps: the others miss
    something more. `prospector why-not LEAD` tells of one person.
    """
    from prospector import review
    from prospector.store import funnel as store
    from prospector.store import rulesets

    with app.database.read() as session:
        waiting = store.unresolved(session)
        doubt = None if app.trial else rulesets.unpublished(session, app.written)
    found = review.ready(
        app.database,
        app.ruleset,
        now=app.now,
        zone=app.settings.zone,
        key=app.suppression_key,
        language=app.settings.language,
    )
    if as_json:
        emit_json({**_plain(found, waiting), "tasks": _tasks.counts(app, _drafts.today(app))})
        return
    if doubt:
        story(doubt)
    if waiting:
        rows = _drafts.count(waiting, "row")
        story(f"{rows} taken in but not resolved yet: run `prospector run`")
    if not found.people:
        click.echo("nobody is known yet: `prospector import FILE` takes people in")
        return
    console().print(_table(found, app.settings.zone))
    click.echo(f"{_drafts.count(found.ready, 'draft')} ready")
    if not found.ready and (quiet := _quiet.hint(app)):
        story(quiet)
    if hint := _tasks.hint(app, _drafts.today(app)):
        click.echo(hint)


def _plain(found: "Funnel", waiting: int) -> dict[str, Any]:  # Any: what JSON holds
    drops = []
    for drop in found.drops:
        values = {field.name: getattr(drop, field.name) for field in dataclasses.fields(drop)}
        values["yield"] = values.pop("frees")
        drops.append(values)
    return {"people": found.people, "drops": drops, "ready": found.ready, "unresolved": waiting}


def _table(found: "Funnel", zone: "ZoneInfo") -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("gate")
    for name in ("people", "left", "yield"):
        table.add_column(name, justify="right")
    table.add_column("what to do")
    table.add_row("people known", str(found.people), str(found.people), "", "")
    for drop in found.drops:
        lifts = _lifts(drop.lifts_at, zone)
        table.add_row(
            drop.gate.replace("_", " "),
            f"-{drop.count}",
            str(drop.left),
            str(drop.frees),
            drop.action + lifts,
        )
    return table


def _lifts(at: "datetime | None", zone: "ZoneInfo") -> str:
    return f" The first lifts on {at.astimezone(zone):%Y-%m-%d}." if at else ""
