"""Show how the feeds stand: last run, last news, next run, and which are late or failing."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import Listing, console, emit_json, json_option, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from datetime import datetime

    from prospector.app import App
    from prospector.cli._words import Words
    from prospector.collect.standing import FeedStatus

_HEADINGS = ("feed", "state", "last_run", "taken", "rejects", "last_news", "next_run")


@click.group(cls=Listing)
def command() -> None:
    """Show how the feeds of rules/feeds.yaml stand (default: list)."""


@command.command("list")
@json_option
@with_app
def list_feeds(app: "App", *, as_json: bool) -> None:
    """List every feed; exits with 1 when one is late or failing."""
    from rich.table import Table

    from prospector.collect import statuses

    say = words(app)
    zone, language = app.settings.zone, app.settings.language
    found = statuses(app.database, app.written, zone, now=app.now, language=language)
    if as_json:
        emit_json(found)
    else:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in _HEADINGS:
            table.add_column(say(f"feeds.{name}"), no_wrap=name == "feed")  # typed after `show`
        for feed in found:
            table.add_row(feed.feed, _state(say, feed), *_columns(app, feed))
        console().print(table)
        for feed in found:
            if _is_bad(feed):
                click.echo(f"{feed.feed}: {feed.why}")
            for note in feed.notes:
                click.echo(f"{feed.feed}: {note}")
    if any(map(_is_bad, found)):
        click.get_current_context().exit(1)


@command.command("show")
@click.argument("feed")
@json_option
@with_app
def show(app: "App", *, feed: str, as_json: bool) -> None:
    """Show everything known about one feed."""
    from prospector.collect import statuses

    zone, language = app.settings.zone, app.settings.language
    (found,) = statuses(app.database, app.written, zone, [feed], now=app.now, language=language)
    if as_json:
        emit_json(found)
        return
    # Why a feed fails is its last error.
    hidden = ("notes", "last_error") if found.state == "failing" else ("notes",)
    for name, value in vars(found).items():
        if value is not None and name not in hidden:
            shown = _local(app, value) if name.endswith(("_at", "_since")) else value
            click.echo(f"{name.replace('_', ' '):<16} {shown}")
    for note in found.notes:
        click.echo(note)


def _columns(app: "App", feed: "FeedStatus") -> tuple[str, ...]:
    taken = "" if feed.taken is None else str(feed.taken)
    return (
        _local(app, feed.last_run_at),
        taken,
        str(feed.open_rejects or ""),
        _local(app, feed.last_signal_at),
        _local(app, feed.next_at),
    )


def _state(say: "Words", feed: "FeedStatus") -> str:
    state = say(f"feeds.{feed.state}")
    return state if feed.running_by is None else say("feeds.running", state=state)


def _is_bad(feed: "FeedStatus") -> bool:
    return feed.state in ("late", "failing")


def _local(app: "App", at: "datetime | None") -> str:
    """A time in the workspace's zone."""
    return "" if at is None else f"{at.astimezone(app.settings.zone):%Y-%m-%d %H:%M}"
