"""Explain everybody: from people known to drafts ready, what stops the others and what would help."""

import dataclasses
from typing import TYPE_CHECKING, Any

import click

from prospector.cli import _drafts, _quiet, _tasks
from prospector.cli._shared import console, emit_json, json_option, story, with_app
from prospector.cli._words import Words, words

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
    say = words(app)
    if doubt:
        story(doubt)
    if waiting:
        story(say("ready.unresolved", rows=say.count(waiting, "row")))
    if not found.people:
        click.echo(say("ready.nobody"))
        return
    console().print(_table(say, found, app.settings.zone))
    click.echo(say("ready.ready", drafts=say.count(found.ready, "draft")))
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


def _table(say: Words, found: "Funnel", zone: "ZoneInfo") -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("gate"))
    for name in ("people", "left", "yield"):
        table.add_column(say(f"ready.{name}"), justify="right")
    table.add_column(say("ready.do"))
    table.add_row(say("ready.known"), str(found.people), str(found.people), "", "")
    for drop in found.drops:
        lifts = _lifts(say, drop.lifts_at, zone)
        table.add_row(
            say.called(drop.gate),
            f"-{drop.count}",
            str(drop.left),
            str(drop.frees),
            drop.action + lifts,
        )
    return table


def _lifts(say: Words, at: "datetime | None", zone: "ZoneInfo") -> str:
    return say("ready.lifts", day=f"{at.astimezone(zone):%Y-%m-%d}") if at else ""
