"""`prospector rejects conflicts`: items of webhooks whose id came before with another body."""

import difflib
import json
from typing import TYPE_CHECKING

import click

from prospector.cli import _drafts
from prospector.cli._rejects import known_feed
from prospector.cli._shared import console, emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prospector.app import App
    from prospector.store.conflicts import Conflict


@click.command()
@click.argument("number", type=int, required=False)
@click.option(
    "--take", "verdict", flag_value="take", help="Take the second body as one of its own."
)
@click.option("--drop", "verdict", flag_value="drop", help="Leave the second body out for good.")
@click.option("--feed", metavar="NAME", help="Of this feed only.")
@click.option("--all", "decided", is_flag=True, help="Decided ones too.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@_drafts.actor_option
@json_option
@with_app
def conflicts(
    app: "App",
    *,
    number: int | None,
    verdict: str | None,
    feed: str | None,
    decided: bool,
    limit: int,
    actor: str,
    as_json: bool,
) -> None:
    """List what webhooks sent under an id that came before with another body, the oldest first.

    The first body counts. With NUMBER: how the second differs from it; --take takes the second in
    as well, as a signal of its own, --drop leaves it out. Decided once: who and when is kept.
    """
    from prospector.store import conflicts as store

    if number is None:
        if verdict is not None:
            _drafts.refuse(f"--{verdict} needs the NUMBER of a conflict")
        feed = known_feed(app, feed)
        with app.database.read() as session:
            found = store.find(session, feed, decided=decided, limit=limit)
            count = sum(
                many for name, many in store.undecided(session).items() if feed in {None, name}
            )
        _list(found, count, as_json=as_json)
    elif verdict is None:
        with app.database.read() as session:
            _show(store.get(session, number), as_json=as_json)
    else:
        with app.database.write() as session:
            one = store.decide(session, number, store.Verdict(verdict), actor=actor, now=app.now)
        _tell(one, as_json=as_json)


def _list(found: "Sequence[Conflict]", count: int, *, as_json: bool) -> None:
    from rich.table import Table

    if as_json:
        emit_json([one._asdict() for one in found])
        return
    table = Table("#", "Feed", "Id", "Came (UTC)", "Times", "Decided", box=None, pad_edge=False)
    for one in found:
        came = f"{one.received_at:%Y-%m-%d %H:%M}"
        table.add_row(str(one.id), one.feed, one.key, came, str(one.times), _decided(one))
    if found:
        console().print(table)
    story(f"{count} undecided conflict{'' if count == 1 else 's'}")
    if count:
        story("prospector rejects conflicts NUMBER shows both bodies; then --take or --drop")


def _show(one: "Conflict", *, as_json: bool) -> None:
    if as_json:
        emit_json(one._asdict())
        return
    out = console()
    times = "once" if one.times == 1 else f"{one.times} times"
    out.print(f"feed {one.feed}  id {one.key}  {_decided(one)}", markup=False)
    if one.first is None or one.first_at is None:
        out.print(f"the first body is forgotten; the second came {times}:", markup=False)
        out.print(_pretty(one.second), markup=False)
        return
    lines = difflib.unified_diff(
        _pretty(one.first).splitlines(),
        _pretty(one.second).splitlines(),
        f"first, {one.first_at:%Y-%m-%d %H:%M} UTC: this one counts",
        f"second, {one.received_at:%Y-%m-%d %H:%M} UTC, {times}",
        n=1_000,  # the whole of both: they are short, and what is equal tells what they are
        lineterm="",
    )
    shown = list(lines) or ["the same JSON, written differently"]
    out.print("\n".join(shown), markup=False)


def _tell(one: "Conflict", *, as_json: bool) -> None:
    if as_json:
        emit_json(one._asdict())
        return
    click.echo(f"conflict {one.id}: {_decided(one)}")
    if one.verdict == "take":
        story("`prospector collect` takes it in; a running `prospector serve` does by itself")


def _decided(one: "Conflict") -> str:
    if one.decided_at is None:
        return "undecided"
    words = "taken" if one.verdict == "take" else "dropped"
    return f"{words} by {one.decided_by} on {one.decided_at:%Y-%m-%d %H:%M} UTC"


def _pretty(body: str) -> str:
    """JSON as people read it; what is none as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False, sort_keys=True)
    except ValueError:
        return body
