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
    from prospector.segment.telling import kept, why
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
    tell = words(app)
    who = found.email or found.linkedin_url or tell("lead.id", id=lead_id)
    click.echo(tell("show.in", who=who, **_stay(member)) if member else tell("show.none", who=who))
    click.echo(f"  {tell('show.because', reason=kept(str(result['reason']), tell.language))}")
    for line in _beside(app, member):
        click.echo(f"  {line}")
    for rule in member.fired if member else []:
        click.echo(f"  {tell('show.fired', rule=rule)}")
    for signal in cited:
        what = " · ".join(filter(None, (_label(app, signal["kind"]), signal["subject"])))
        click.echo(f"  [{signal['id']}] {signal['occurred_at']:%Y-%m-%d} {what}")
    for move in moves:
        ends = {"before": move.from_segment, "after": move.to_segment}
        way = {name: end or tell("none") for name, end in ends.items()}
        told = why(move.cause, move.turned, move.reason, tell.language)
        click.echo(f"  {tell('show.move', day=f'{move.at:%Y-%m-%d}', why=told, **way)}")


def _stay(member: "SegmentMembership") -> dict[str, str]:
    return {"segment": member.segment, "day": f"{member.since:%Y-%m-%d}"}


def _label(app: "App", kind: str) -> str:
    from prospector.rules.models import say

    known = app.ruleset.signals.kinds.get(kind)
    return say(known.label, app.settings.language) if known else kind


def _beside(app: "App", member: "SegmentMembership | None") -> "Iterator[str]":
    """Behaviour, and the sequence a move lent."""
    from prospector.rules.models import say

    if member is None:
        return
    tell = words(app)
    for one in app.ruleset.segments.behaviours:
        if one.id == member.behaviour:
            yield tell("show.behaviour", id=one.id, label=say(one.label, tell.language))
    if member.drafts_as and member.drafts_until:
        until = member.drafts_until.astimezone(app.settings.zone)
        yield tell("show.lent", segment=member.drafts_as, day=f"{until:%Y-%m-%d}")
