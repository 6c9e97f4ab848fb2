"""List leads that may be one person or of a company we know, and companies that may be one."""

from textwrap import wrap
from typing import TYPE_CHECKING

import click

from prospector.cli._shared import console, emit_json, json_option, story, with_app
from prospector.cli._words import Words, words

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

    A likely match merges nothing: `prospector merge A B` does (two accounts: `merge --accounts A
    B`), --refuse says that they are two. Until then it holds a lead that may be a customer's, a
    competitor's, one of us, or somebody who asked not to be written to.
    """
    from prospector.identifiers.homographs import look_alikes
    from prospector.store import accounts, suggestions

    if refuse is not None:
        with app.database.write() as session:
            suggestions.refuse(session, refuse)
        if as_json:
            emit_json({"refused": refuse})
        else:
            click.echo(words(app)("twins.refused", id=refuse))
        return
    with app.database.read() as session:
        found = suggestions.open_ones(session, at_least=min_confidence)
        domains = accounts.domains(session)
    for fake, real in look_alikes(domains):
        story(words(app)("twins.look_alike", fake=fake, real=real))
    if as_json:
        emit_json([one._asdict() for one in found])
    elif not found:
        click.echo(words(app)("twins.none"))
    else:
        wide = console().width
        click.echo("\n".join(line for one in found for line in _lines(words(app), one, wide)))
        story(words(app)("twins.next"))
        if any(one.account_id is not None for one in found):
            story(words(app)("twins.companies"))


def _lines(say: Words, one: "Suggested", width: int) -> list[str]:
    """A suggestion as a block: how sure and why, then both sides, one under the other."""
    from prospector.policy.likeness import because

    sides = (
        (_who(say, one.lead_id, one.account_id), one.lead, one.lead_at),
        (_who(say, one.other_lead_id, one.other_account_id), one.other, one.other_at),
    )
    wide = max(len(who) for who, _, _ in sides)
    reason = because(one.reason, say.language)
    told = say("twins.sure", id=one.id, sure=f"{one.confidence:.0%}"[:-1], reason=reason)
    return [*wrap(told, width), *(line for side in sides for line in _side(side, wide, width))]


def _side(side: tuple[str, str, str | None], wide: int, width: int) -> list[str]:
    """One side in a line; on a narrow screen what is known of them goes below."""
    from rich.cells import cell_len

    who, name, at = side
    first = f"  {who.ljust(wide)}  {name}"
    whole = f"{first}  {at}" if at else first
    if not at or cell_len(whole) <= width:
        return [whole]
    blank = " " * (wide + 4)
    return [first, *wrap(at, width, initial_indent=blank, subsequent_indent=blank)]


def _who(say: Words, lead: int | None, account: int | None) -> str:
    return say("account.id", id=account) if lead is None else say("lead.id", id=lead)
