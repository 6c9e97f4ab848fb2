"""Check the rules, and run the tests they carry."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import emit_json, json_option, story, with_app
from prospector.errors import RulesError

if TYPE_CHECKING:
    from prospector.app import App
    from prospector.rules.ruleset import Ruleset


@click.group(help=__doc__)
def command() -> None:
    """Hold the verbs below."""


@command.command()
@json_option
@with_app
@click.pass_context
def check(ctx: click.Context, app: "App", *, as_json: bool) -> None:
    """Report everything that is wrong with rules/ and templates/, with file, line and column."""
    from prospector.rules import loader, warnings

    try:
        ruleset, folder = loader.load(app.rules_dir)
    except RulesError as error:
        if not as_json:
            raise
        emit_json({"ok": False, "problems": [p._asdict() for p in error.problems]})
        ctx.exit(error.exit_code)
    doubts = warnings.find(folder, app.settings.zone)
    if as_json:
        found = [doubt._asdict() for doubt in doubts]
        emit_json({"ok": True, **_counts(ruleset), "problems": [], "warnings": found})
        return
    for doubt in doubts:
        story(f"warning: {doubt}")
    counts = _counts(ruleset)
    click.echo(
        "rules ok: {intent_rules} intent rules, {fit_rules} fit rules in {profiles} profiles, {segments} segments, version {version}, policy {policy_version}".format(
            **counts
        )
    )


@command.command()
@json_option
@with_app
@click.pass_context
def test(ctx: click.Context, app: "App", *, as_json: bool) -> None:
    """Run the `tests:` of every rules file, each on a small world of its own."""
    from prospector.score.examples import run_examples

    results = run_examples(app.ruleset)
    failed = [result for result in results if not result.passed]
    if as_json:
        emit_json({"passed": len(results) - len(failed), "failed": len(failed), "tests": results})
    else:
        for result in failed:
            click.echo(f"FAILED {result.file}: {result.name}: {result.message}")
        click.echo(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    ctx.exit(1 if failed else 0)


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
