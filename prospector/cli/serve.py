"""Take webhooks, and run feeds on their schedules, until it is stopped."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import story, with_app

if TYPE_CHECKING:
    from prospector.app import App
    from prospector.web.hooks import Posted


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
    20 s. `/health` says how it is.
    """
    from prospector.app import now
    from prospector.web import Server, make_app
    from prospector.web.companion import Companion
    from prospector.web.journal import Journal
    from prospector.web.running import ignore_stops, listen, make_server, prepare_process
    from prospector.web.worker import Order

    feeds = _posted(app)
    doubts: list[str] = []
    app.begin(app.database, doubts.append)
    rules = str(app.rules_dir.resolve()) if app.trial else None
    order = Order(str(app.workspace), rules, scheduler=not no_scheduler)
    worker = Companion(order, Journal(story, now))
    server = Server(app.database, feeds, clock=now, write=story, worker=worker)
    prepare_process()
    with listen(host, port) as socket, ignore_stops():
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{socket.getsockname()[1]}"
        story(f"serving {address}; Ctrl-C stops")
        for doubt in doubts:
            story(f"  {doubt}")
        for name, feed in feeds.items():
            story(f"  POST {address}/hooks/{name}  ({feed.hook.mode}, {feed.hook.body})")
        if not feeds:
            story("  no feed of rules/feeds.yaml has a hook: docs/webhooks.md says how")
        make_server(make_app(server)).run(sockets=[socket])
    story("stopped")


def _posted(app: "App") -> "dict[str, Posted]":
    """The feeds that may be posted to, with their secrets from the environment."""
    from prospector.collect.hooks.verify import unusable
    from prospector.config import reveal
    from prospector.errors import SettingsError
    from prospector.web.hooks import Posted

    found = {}
    for name, rule in app.written.feeds.feeds.items():
        if rule.hook is None:
            continue
        try:
            secrets = tuple(map(reveal, rule.hook.secrets))
        except SettingsError as error:
            raise SettingsError(f"feed {name}: {error}") from None
        if why := unusable(rule.hook, secrets):
            raise SettingsError(f"feed {name}: {why}")
        found[name] = Posted(rule.hook, secrets)
    return found
