"""Take webhooks, and run feeds on their schedules, until it is stopped."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import story, with_app

if TYPE_CHECKING:
    from prospector.app import App


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8808,
    show_default=True,
    help="Port to listen on; 0 = any free one.",
)
@click.option("--no-scheduler", is_flag=True, help="Take webhooks only: run no feed by itself.")
@with_app
def command(app: "App", *, host: str, port: int, no_scheduler: bool) -> None:
    """Take webhooks at /hooks/FEED, and run the feeds of rules/feeds.yaml on their schedules.

    Whoever a webhook's signals touch is scored and segmented anew within seconds, once a first
    `prospector run` has scored everybody. One service of two processes: one answers, the other works and is begun again when it
    dies. Put a proxy with TLS in front of it (docs/deploy.md). It stops on SIGTERM or Ctrl-C: what is under way is finished, within
    20 s. Edited rules and files of secrets count within seconds, at once on SIGHUP. `/health` says how it is.
    """
    from prospector.app import now
    from prospector.rules.written import Written
    from prospector.web import Server, make_app
    from prospector.web.companion import Companion
    from prospector.web.hookbook import HookBook
    from prospector.web.journal import Journal
    from prospector.web.running import (
        heed_hangups,
        ignore_stops,
        listen,
        make_server,
        prepare_process,
    )
    from prospector.web.worker import Order

    journal = Journal(story, now)
    book = HookBook(Written(app.rules_dir, app.written), journal)
    doubts: list[str] = []
    app.begin(app.database, doubts.append)
    rules = str(app.rules_dir.resolve()) if app.trial else None
    order = Order(str(app.workspace), rules, scheduler=not no_scheduler)
    server = Server(
        app.database,
        book.feeds,
        clock=now,
        write=story,
        worker=Companion(order, journal),
        is_current=book.is_current,
    )
    prepare_process()
    with listen(host, port) as socket, ignore_stops(), heed_hangups(book.ask):
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{socket.getsockname()[1]}"
        story(f"serving {address}; Ctrl-C stops")
        for doubt in doubts:
            story(f"  {doubt}")
        for name, feed in book.feeds().items():
            story(f"  POST {address}/hooks/{name}  ({feed.hook.mode}, {feed.hook.body})")
        if not book.feeds():
            story("  no feed of rules/feeds.yaml has a hook: docs/webhooks.md says how")
        with book.watching():
            make_server(make_app(server)).run(sockets=[socket])
    story("stopped")
