"""Score every lead, and show how good they are."""

from typing import TYPE_CHECKING

import click

from prospector.cli._engine import engine_options, scorer
from prospector.cli._shared import console, emit_json, json_option, story, with_app
from prospector.cli._words import Words, words

if TYPE_CHECKING:
    from rich.table import Table

    from prospector.app import App

_BANDS = 10
_BAR = 40


@click.command()
@click.option("--distribution", is_flag=True, help="Show how many leads have which grade.")
@engine_options
@json_option
@with_app
def command(
    app: "App", *, distribution: bool, engine: str, master: str | None, as_json: bool
) -> None:
    """Compute the score of every lead; only what changed is written.

    With --distribution: leads per grade, and how fit and intent are spread.
    """
    from prospector import policy, score
    from prospector.store import scores

    policy.let_leave(app.database, now=app.now, key=app.suppression_key)
    report = score.score(
        app.database,
        app.begin(app.database, story),
        now=app.now,
        known_at=app.known_at,
        tell=story,
        scorer=scorer(engine, master),
    )
    say, counts = words(app), dict(vars(report))
    if not distribution:
        if as_json:
            emit_json(counts)
        else:
            click.echo(say("score.line", **counts))
        return
    with app.database.read() as session:
        grades = scores.grades(session)
        fit = _bands(scores.histogram(session, "fit_nano", width=_width()))
        intent = _bands(scores.histogram(session, "intent_nano", width=_width()))
    if as_json:
        emit_json({**counts, "grades": grades, "fit": fit, "intent": intent})
        return
    story(say("score.line", **counts))
    if not grades:
        click.echo(say("score.nobody"))
        return
    console().print(_matrix(say, grades))
    for name, bands in (("fit", fit), ("intent", intent)):
        click.echo()
        for line in _histogram(say, name, bands):
            click.echo(line)


def _width() -> int:
    from prospector.engine.points import FULL

    return FULL // _BANDS


def _bands(found: dict[int, int]) -> list[int]:
    """Leads per tenth of the scale; the last one includes 100."""
    bands = [0] * _BANDS
    for band, count in found.items():
        bands[min(band, _BANDS - 1)] += count
    return bands


def _matrix(say: Words, grades: dict[str, int]) -> "Table":
    from rich.table import Table

    table = Table(say("score.corner"), box=None, pad_edge=False)
    for digit in "123":
        table.add_column(
            say(f"score.{digit}"), justify="right", header_style="bold" if digit == "1" else ""
        )
    width = max(4, *(len(str(count)) for count in grades.values()))
    for letter in "ABC":
        cells = (f"{letter}{digit}" for digit in "123")
        table.add_row(letter, *(f"{cell}: {grades.get(cell, 0):>{width}}" for cell in cells))
    return table


def _histogram(say: Words, name: str, bands: list[int]) -> list[str]:
    most = max(bands) or 1
    width = max(5, len(str(most)))
    lines = [say(f"score.{name}", points=100 // _BANDS)]
    for band, count in enumerate(bands):
        first = band * 100 // _BANDS
        bar = "█" * round(count / most * _BAR)
        told = say("score.band", first=first, last=first + 100 // _BANDS)
        lines.append(f"  {told} {count:>{width}} {bar}".rstrip())
    return lines
