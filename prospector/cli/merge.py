"""Say that two leads are one person, or two accounts one company."""

from typing import TYPE_CHECKING

import click

from prospector.cli import _drafts
from prospector.cli._shared import console, emit_json, json_option, story, with_app
from prospector.cli._words import Words, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from prospector.app import App
    from prospector.resolve.merging.accounts.stage import MergeReport
    from prospector.store.merges import Merged

#: As `tables.Relation` has them: more than a prospect.
RELATIONS = (
    "customer",
    "open_opportunity",
    "former_customer",
    "partner",
    "competitor",
    "own",
)
#: What a row calls each of the two.
_SORT = {"person": "lead.id", "company": "account.id"}


@click.command()
@click.argument("lead", metavar="A", required=False)
@click.argument("other", metavar="B", required=False)
@click.option(
    "--accounts", is_flag=True, help="A and B are accounts, even if they are written as ids."
)
@click.option(
    "--relation",
    type=click.Choice(RELATIONS),
    help="What the one company is to us, where the two accounts differ in that.",
)
@click.option("--reason", default="said so", help="Why, in a few words; people will read it.")
@click.option("--list", "list_them", is_flag=True, help="Show the merges that hold instead.")
@click.option("--undone", is_flag=True, help="With --list: those taken back, too.")
@_drafts.actor_option
@json_option
@with_app
def command(
    app: "App",
    *,
    lead: str | None,
    other: str | None,
    accounts: bool,
    relation: str | None,
    reason: str,
    list_them: bool,
    undone: bool,
    actor: str,
    as_json: bool,
) -> None:
    """Make one lead of A and B; A stays. Each is an id, an e-mail address or a profile URL.

    Two accounts are named by domain or exact name, or by id with --accounts. Everything seen of B
    is A's from now on, with its touches, sequences and used slots; open drafts of a lead B expire.
    Later imports keep to it. `prospector unmerge` takes it back exactly.
    """
    if list_them:
        _list(app, undone=undone, as_json=as_json)
        return
    if lead is None or other is None:
        _drafts.refuse(
            "name two leads, or two accounts, or --list: `prospector duplicates` shows likely ones"
        )
    of_companies = accounts or not (_is_lead(lead) or _is_lead(other))
    if relation is not None and not of_companies:
        _drafts.refuse("--relation is of accounts: name them by domain or name, or say --accounts")
    done = _merge(app, (lead, other), (reason, actor), relation, of_companies=of_companies)
    if as_json:
        emit_json(done)
        return
    say = words(app)
    what = "account.id" if of_companies else "lead.id"
    loser, winner = say(what, id=done.loser), say(what, id=done.winner)
    click.echo(say("merge.done", merge=done.merge, loser=loser, winner=winner))
    story(say("merge.next", merge=done.merge))


def _is_lead(text: str) -> bool:
    """Whether a lead is named so; accounts have neither an @ nor a profile, and ids are leads'."""
    from prospector.identifiers import email_key, profile_key

    plain = text.strip().removeprefix("#")
    return plain.isdigit() or bool(email_key(text) or profile_key(text))


def _merge(
    app: "App",
    both: tuple[str, str],
    because: tuple[str, str],
    relation: str | None,
    *,
    of_companies: bool,
) -> "MergeReport":
    from prospector.resolve.merging import accounts, stage
    from prospector.tables import Relation

    reason, actor = because
    if not of_companies:
        return stage.merge(
            app.database, app.ruleset, *both, reason=reason, actor=actor, now=app.now
        )
    return accounts.merge(
        app.database,
        app.ruleset,
        *both,
        reason=reason,
        actor=actor,
        now=app.now,
        relation=Relation(relation) if relation else None,
    )


def _list(app: "App", *, undone: bool, as_json: bool) -> None:
    from prospector.store import merges

    with app.database.read() as session:
        found = merges.listed(session, undone=undone)
    if as_json:
        emit_json([each._asdict() for each in found])
    elif not found:
        click.echo(words(app)("merge.none"))
    else:
        console().print(_table(found, words(app)))


def _table(found: "Sequence[Merged]", say: Words) -> "Table":
    from rich.table import Table

    from prospector.policy.likeness import because

    table = Table(box=None, pad_edge=False)
    for heading in ("merge", "winner", "loser", "by", "because", "on"):
        table.add_column(say(f"merge.{heading}"))
    for each in found:
        on = f"{each.at:%Y-%m-%d}"
        if each.undone_at:
            day = f"{each.undone_at:%Y-%m-%d}"
            on = say("merge.undone", on=on, day=day, by=each.undone_by)
        table.add_row(
            str(each.id),
            f"{say(_SORT[each.kind], id=each.winner_id)} {each.winner}",
            f"{each.loser_id} {each.loser}",
            each.actor or say(f"merge.{each.origin}"),
            because(each.reason, say.language),
            on,
        )
    return table
