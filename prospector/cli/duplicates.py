"""List leads that may be one person or of a company we know, and companies that may be one."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from prospector.app import App
    from prospector.store.suggestions import Suggested


@click.command()
@click.option(
    "--min-confidence",
    metavar="SHARE",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Only those at least so sure, from 0 to 1.",
)
@click.option(
    "--refuse", metavar="NUMBER", type=int, help="Say that this one is wrong: never listed again."
)
@json_option
@with_app
def command(app: "App", *, min_confidence: float, refuse: int | None, as_json: bool) -> None:
    """List likely matches, the surest first, side by side, with what speaks for and against them.

    A likely match merges nothing: `prospector merge A B` does, --refuse says that they are two.
    Until then it holds a lead that may be a customer's, a competitor's, one of us, or somebody who
    asked not to be written to. Two companies that may be one hold nobody, and cannot be merged.
    """
    from prospector.identifiers.homographs import look_alikes
    from prospector.store import accounts, suggestions

    if refuse is not None:
        with app.database.write() as session:
            suggestions.refuse(session, refuse)
        if as_json:
            emit_json({"refused": refuse})
        else:
            click.echo(f"{refuse} is refused: it is not listed again, and holds nobody")
        return
    with app.database.read() as session:
        found = suggestions.open_ones(session, at_least=min_confidence)
        domains = accounts.domains(session)
    for fake, real in look_alikes(domains):
        story(f"{fake} only looks like {real}: two companies, never joined; check who wrote it")
    if as_json:
        emit_json([one._asdict() for one in found])
    elif not found:
        click.echo("No likely matches.")
    else:
        click.echo("\n".join(line for one in found for line in _lines(one)))
        story("one person: prospector merge A B; two: prospector duplicates --refuse NUMBER")


def _lines(one: "Suggested") -> list[str]:
    """A suggestion as a block: how sure and why, then both sides, one under the other."""
    sides = (
        (_who(one.lead_id, one.account_id), one.lead, one.lead_at),
        (_who(one.other_lead_id, one.other_account_id), one.other, one.other_at),
    )
    wide = max(len(who) for who, _, _ in sides)
    return [
        f"{one.id}: {one.confidence:.0%} sure: {one.reason}",
        *(
            "  ".join(part for part in ("", who.ljust(wide), name, at) if part is not None)
            for who, name, at in sides
        ),
    ]


def _who(lead: int | None, account: int | None) -> str:
    return f"account {account}" if lead is None else f"lead {lead}"
