"""Show the segments, and which one a lead falls into and why."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _segments_movements, _segments_quality, _segments_table
from prospector.cli._shared import Listing, console, emit_json, json_option, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prospector.app import App
    from prospector.tables import SegmentMembership


@click.group(cls=Listing, help=f"{__doc__[:-1]} (default: list).")
def command() -> None:
    """Hold the verbs below."""


command.add_command(_segments_movements.command)
command.add_command(_segments_quality.command)
command.add_command(_segments_table.command)


@command.command("list")
@json_option
@with_app
def list_(app: "App", *, as_json: bool) -> None:
    """List the segments in order, with how many leads are in each."""
    from rich.table import Table

    from prospector.rules.models import say
    from prospector.store import memberships

    with app.database.read() as session:
        sizes = memberships.sizes(session)
    rows = [
        {
            "segment": one.id,
            "label": say(one.label, app.settings.language),
            "purpose": one.purpose.value,
            "leads": sizes.pop(one.id, 0),
        }
        for one in app.ruleset.segments.segments
    ]
    # Segments of older rules keep their leads until the next run of the stage.
    rows += [
        {"segment": name, "label": words(app)("segments.gone"), "purpose": "", "leads": count}
        for name, count in sorted(sizes.items())
    ]
    if as_json:
        emit_json(rows)
        return
    names = ("segment", "segments.label", "segments.purpose")
    table = Table(*map(words(app), names), box=None, pad_edge=False)
    table.add_column(words(app)("segments.leads"), justify="right")
    for row in rows:
        table.add_row(*map(str, row.values()))
    console().print(table)


@command.command()
@click.argument("lead")
@json_option
@with_app
def show(app: "App", *, lead: str, as_json: bool) -> None:
    """Show the segment LEAD (an id, e-mail address or profile URL) is in, why, and its moves."""
    from prospector.segment.telling import why
    from prospector.store import leads, memberships, worlds

    with app.database.read() as session:
        found = leads.find(session, lead)
        lead_id = found.id or 0
        member = memberships.of_lead(session, lead_id)
        evidence = worlds.told(session, member.evidence if member else [])
        moves = memberships.movements_of(session, lead_id)
    cited = [evidence[signal] for signal in member.evidence if signal in evidence] if member else []
    result = {
        "lead": lead_id,
        "segment": member.segment if member else None,
        "since": member.since if member else None,
        "reason": member.reason if member else memberships.NONE_HOLDS,
        "fired": member.fired if member else [],
        "evidence": [
            {name: signal[name] for name in ("id", "kind", "subject", "occurred_at", "feed")}
            for signal in cited
        ],
        "behaviour": member.behaviour if member else None,
        "drafts_as": member.drafts_as if member else None,
        "drafts_until": member.drafts_until if member else None,
        "movements": [
            {
                "from": move.from_segment,
                "to": move.to_segment,
                "at": move.at,
                "reason": move.reason,
                "cause": move.cause,
                "turned": move.turned,
                "why": why(move.cause, move.turned, move.reason, app.settings.language),
                "set_off": move.set_off,
            }
            for move in moves
        ],
    }
    if as_json:
        emit_json(result)
        return
    name = found.email or found.linkedin_url or f"lead {lead_id}"
    since = f" since {member.since:%Y-%m-%d}" if member else ""
    click.echo(f"{name}: {result['segment'] or 'in no segment'}{since}")
    click.echo(f"  because {result['reason']}")
    for line in _beside(app, member):
        click.echo(f"  {line}")
    for rule in member.fired if member else []:
        click.echo(f"  fired {rule}")
    for signal in cited:
        what = f"{signal['kind']} {signal['subject'] or ''}".strip()
        click.echo(f"  [{signal['id']}] {signal['occurred_at']:%Y-%m-%d} {what}")
    for move in moves:
        told = why(move.cause, move.turned, move.reason, app.settings.language)
        way = f"{move.from_segment or 'none'} -> {move.to_segment or 'none'}"
        click.echo(f"  {move.at:%Y-%m-%d}: {way}, {told}")


def _beside(app: "App", member: "SegmentMembership | None") -> "Iterator[str]":
    """Behaviour, and the sequence a move lent."""
    from prospector.rules.models import say

    if member is None:
        return
    for one in app.ruleset.segments.behaviours:
        if one.id == member.behaviour:
            words = say(one.label, app.settings.language)
            yield f"behaviour {one.id}: {words}"
    if member.drafts_as and member.drafts_until:
        until = member.drafts_until.astimezone(app.settings.zone)
        yield f"drafts as {member.drafts_as} until {until:%Y-%m-%d}: a move set it off"
