"""`rules check`: everything that is wrong with the rules, and what looks like a slip."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import emit_json, json_option, story, with_app
from prospector.errors import RulesError

if TYPE_CHECKING:
    from prospector.app import App
    from prospector.rules.accepting import Sorted
    from prospector.rules.folder import Doubt, Folder
    from prospector.rules.ruleset import Ruleset
    from prospector.score.doubts import Doubts


@click.command("check")
@json_option
@with_app
@click.pass_context
def command(ctx: click.Context, app: "App", *, as_json: bool) -> None:
    """Report everything that is wrong with rules/ and templates/, with file, line and column.

    Where there is a store, the rules are held against its signals and leads too: rules that never
    fire, and rules that the same signals fire.
    """
    from prospector.rules import accepting, lints, loader, warnings

    try:
        ruleset, folder = loader.load(app.rules_dir)
    except RulesError as error:
        if not as_json:
            raise
        emit_json({"ok": False, "problems": [p._asdict() for p in error.problems]})
        ctx.exit(error.exit_code)
    of_data = _against_data(app, ruleset, folder)
    doubts = accepting.sort_out(
        [
            *warnings.find(folder, app.settings.zone),
            *lints.find(ruleset, folder),
            *(of_data.found if of_data else ()),
        ],
        folder,
        settled=of_data.settled if of_data else (),
    )
    if as_json:
        emit_json(_result(ruleset, doubts, of_data))
        return
    for doubt in doubts.open:
        story(f"warning: {doubt} [{doubt.lint}]")
    if doubts.accepted:
        many = "1 doubt is" if len(doubts.accepted) == 1 else f"{len(doubts.accepted)} doubts are"
        story(f"{many} accepted beside the rules: --json lists them with their reasons")
    counts = _counts(ruleset)
    click.echo(
        "rules ok: {intent_rules} intent rules, {fit_rules} fit rules in {profiles} profiles, {segments} segments, version {version}, policy {policy_version}".format(
            **counts
        )
    )


def _result(ruleset: "Ruleset", doubts: "Sorted", of_data: "Doubts | None") -> dict[str, object]:
    data = of_data and {
        "signals": of_data.signals,
        "leads": of_data.leads,
        "since": of_data.since,
    }
    return {
        "ok": True,
        **_counts(ruleset),
        "problems": [],
        "warnings": [_plain(doubt) for doubt in doubts.open],
        "accepted": [{**_plain(one.doubt), "reason": one.reason} for one in doubts.accepted],
        "data": data,
    }


def _plain(doubt: "Doubt") -> dict[str, object]:
    return {name: value for name, value in doubt._asdict().items() if name != "path"}


def _against_data(app: "App", ruleset: "Ruleset", folder: "Folder") -> "Doubts | None":
    """What the store says against the rules; None = there is none to ask, and none is made."""
    from prospector.errors import StoreError

    try:
        return _asked(app, ruleset, folder)
    except StoreError as error:
        story(f"note: the rules were not held against the data: {error}")
        return None


def _asked(app: "App", ruleset: "Ruleset", folder: "Folder") -> "Doubts | None":
    from prospector.score.doubts import doubts

    database = app.existing()
    if database is None:
        return None
    try:
        with database.read() as session:
            return doubts(session, ruleset, folder, now=app.now, known_at=app.known_at)
    finally:
        database.dispose()


def _counts(ruleset: "Ruleset") -> dict[str, object]:
    profiles = ruleset.fit.profiles
    return {
        "intent_rules": len(ruleset.intent.rules),
        "fit_rules": sum(len(group.rules) for profile in profiles for group in profile.groups),
        "profiles": len(profiles),
        "segments": len(ruleset.segments.segments),
        "version": ruleset.version,
        "policy_version": ruleset.policy_version,
    }
