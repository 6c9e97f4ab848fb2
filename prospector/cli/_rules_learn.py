"""`rules learn`: propose points from outcomes, as a folder of rules to compare with today's."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from prospector.cli._progress import counting
from prospector.cli._rules_backtest import RUNGS
from prospector.cli._shared import emit_json, json_option, story, with_app
from prospector.errors import UsageError

if TYPE_CHECKING:
    from prospector.app import App


@click.command("learn")
@click.option(
    "--outcome",
    type=click.Choice(RUNGS),
    help="What to predict; default: the highest rung with enough cases.",
)
@click.option(
    "--most", type=click.IntRange(0, 50), default=5, show_default=True, help="The most new rules."
)
@click.option(
    "--minimum",
    type=click.IntRange(60),
    default=120,
    show_default=True,
    help="Cases with the outcome, and without it, below which nothing is learnt.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The new folder to write the proposal to.  [default: rules-learnt in the workspace]",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the draws for intervals.")
@json_option
@with_app
@click.pass_context
def command(
    ctx: click.Context,
    app: "App",
    *,
    outcome: str | None,
    most: int,
    minimum: int,
    out: Path | None,
    seed: int,
    as_json: bool,
) -> None:
    """Propose points for today's rules and a few new ones, from what came back.

    Writes a whole folder of rules, each change with its evidence above it; nothing in rules/
    changes. Judge it with `prospector --rules DIR rules diff --against rules`, and with backtest.
    Needs scikit-learn: pip install "intent-prospector[learn]".
    """
    _need_scikit_learn()
    from prospector.measure.ladder import Rung
    from prospector.measure.learn import words
    from prospector.measure.learn.learnt import Verdict, as_result
    from prospector.measure.learn.stage import Options, learn
    from prospector.score.examples import run_examples

    options = Options(
        out=out or app.workspace / "rules-learnt",
        rung=Rung(outcome) if outcome else None,
        most=most,
        minimum=minimum,
        seed=seed,
        examples=run_examples,
    )
    with counting("learn", "steps") as tell:
        learnt = learn(
            app.database, app.ruleset, options, now=app.now, key=app.suppression_key, tell=tell
        )
    if as_json:
        emit_json(as_result(learnt))
    else:
        click.echo(words.headline(learnt))
        click.echo("\n".join(words.lines(learnt)))
    if learnt.out and learnt.cut:
        compare = f"prospector --rules {learnt.out} rules"
        story(f"written to {learnt.out}; who enters and leaves the queue:")
        story(f"  {compare} diff --against {app.rules_dir}")
        story("past mornings it was not learnt from:")
        days = f"--outcome {learnt.rung.value} --since {learnt.cut:%Y-%m-%d}"
        story(f"  {compare} backtest --against {app.rules_dir} {days}")
    ctx.exit(1 if learnt.verdict is Verdict.TOO_FEW else 0)


def _need_scikit_learn() -> None:
    try:
        import sklearn  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise UsageError(
            'rules learn needs scikit-learn: pip install "intent-prospector[learn]"'
        ) from error
