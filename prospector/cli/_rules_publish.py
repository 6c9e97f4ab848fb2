"""`rules publish` and `rules rollback`: which rules score from now on."""

import os
from typing import TYPE_CHECKING

import click

from prospector.cli._shared import emit_json, json_option, story, with_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prospector.app import App
    from prospector.rules.ruleset import Ruleset
    from prospector.score.diff import Diff
    from prospector.tables import Publication

#: Leads per list that are kept with a publication, without their names.
KEPT = 100

by_option = click.option(
    "--by",
    metavar="NAME",
    default=lambda: os.environ.get("USER") or os.environ.get("LOGNAME") or "somebody",
    show_default="$USER",
    help="Who publishes; kept in the history.",
)


@click.command("publish")
@click.option("--note", default="", help="Why, in a few words; people will read it.")
@by_option
@json_option
@with_app
@click.pass_context
def command(ctx: click.Context, app: "App", *, note: str, by: str, as_json: bool) -> None:
    """Put the rules of rules/ in force: they score from the next run on.

    Their own tests must pass. `prospector rules diff` shows before what would change; it is kept
    with the version, its author, time and note (`prospector rules history`).
    """
    from prospector.score.examples import run_examples

    failed = [result for result in run_examples(app.written) if not result.passed]
    for result in failed:
        story(f"FAILED {result.file}: {result.name}: {result.message}")
    if failed:
        story(f"error: nothing published: {len(failed)} of the rules' own tests failed")
        ctx.exit(1)
    _put_in_force(app, app.written, note=note, by=by, as_json=as_json)


@click.command("rollback")
@click.argument("version")
@click.option("--note", default="", help="Why, in a few words; people will read it.")
@by_option
@json_option
@with_app
def rollback(app: "App", *, version: str, note: str, by: str, as_json: bool) -> None:
    """Put an earlier VERSION (its first letters are enough) in force again.

    That is one more publication: nothing is taken out of the history. The files of rules/ are
    left as they are; `prospector rules history VERSION --out DIR` writes that version's.
    """
    from prospector.store import rulesets

    with app.database.read() as session:
        ruleset = rulesets.load(session, version, app.written)
    for message in _unwritten(app, ruleset):
        story(f"warning: no file templates/{message}.<en|fr>.j2: its drafts will be held")
    said = note or f"back to {ruleset.version}"
    _put_in_force(app, ruleset, note=said, by=by, as_json=as_json)


def _unwritten(app: "App", ruleset: "Ruleset") -> "Iterator[str]":
    """Messages that sequences of an earlier version send and that are not there any more."""
    for segment in ruleset.segments.segments:
        for number, step in enumerate(segment.sequence, start=1):
            for channel in step.channels:
                name = f"{segment.id}/{number}-{step.slug}.{channel.value}"
                if not any(app.templates_dir.glob(f"{name}.*.j2")):
                    yield name


def _put_in_force(app: "App", ruleset: "Ruleset", *, note: str, by: str, as_json: bool) -> None:
    from prospector.errors import StoreError
    from prospector.store import rulesets

    with app.database.read() as session:
        newest = rulesets.in_force(session)
    if newest is not None and newest.version == ruleset.version:
        if as_json:
            emit_json({"published": False, "number": newest.number, "version": newest.version})
        else:
            click.echo(f"nothing to publish: version {newest.version} is in force")
        return
    found = _changes(app, newest, ruleset)
    kept = found.as_json(names=False) if found else None
    number = newest.number if newest else 0
    with app.database.write() as session:
        done = rulesets.publish(
            session, ruleset, after=number, by=by, note=note, diff=kept, now=app.now
        )
    if not done:
        raise StoreError(
            "somebody published meanwhile: look at `prospector rules history`, then try again"
        )
    if as_json:
        before = newest.version if newest else None
        emit_json(
            {
                "published": True,
                "number": number + 1,
                "version": ruleset.version,
                "before": before,
                "diff": kept,
            }
        )
        return
    click.echo(f"published version {ruleset.version}" + (f": {found.words}" if found else ""))
    story("it scores from the next `prospector run` on")


def _changes(app: "App", newest: "Publication | None", ruleset: "Ruleset") -> "Diff | None":
    """What it changes against the rules in force; None = there were none that can be read."""
    from prospector.cli._rules_diff import between
    from prospector.errors import StoreError

    if newest is None:
        return None
    try:
        old = app.in_force
    except StoreError:
        return None
    return between(app, old, ruleset, KEPT)
