"""`rules test`: run the tests that the rules carry."""

from typing import TYPE_CHECKING

import click

from prospector.cli._shared import emit_json, json_option, with_app

if TYPE_CHECKING:
    from prospector.app import App


@click.command("test")
@json_option
@with_app
@click.pass_context
def command(ctx: click.Context, app: "App", *, as_json: bool) -> None:
    """Run the `tests:` of every rules file, each on a small world of its own."""
    from prospector.score.examples import run_examples

    results = run_examples(app.written)
    failed = [result for result in results if not result.passed]
    if as_json:
        emit_json({"passed": len(results) - len(failed), "failed": len(failed), "tests": results})
    else:
        for result in failed:
            click.echo(f"FAILED {result.file}: {result.name}: {result.message}")
        click.echo(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    ctx.exit(1 if failed else 0)
