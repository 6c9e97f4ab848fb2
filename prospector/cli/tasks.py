"""To-dos that moves between segments set off: list them, tick them off."""

from typing import TYPE_CHECKING, Any

import click

from prospector.cli import _drafts, _tasks
from prospector.cli._listing import listing
from prospector.cli._shared import Listing, emit_json, json_option, story, with_app
from prospector.cli._words import words

if TYPE_CHECKING:
    from prospector.app import App


@click.group(cls=Listing, help=f"{__doc__[:-1]} (default: list).")
def command() -> None:
    """Hold the verbs below."""


@command.command("list")
@click.option("--owner", metavar="SDR", help="Only this SDR's tasks.")
@json_option
@with_app
def list_(app: "App", *, owner: str | None, as_json: bool) -> None:
    """List the open tasks, the most urgent first.

    `on_move` in rules/segments.yaml makes them. People who objected are left out.
    """
    say = words(app)
    found = _tasks.to_do(app, _drafts.known_owner(app, owner))
    if as_json:
        emit_json([_plain(one, app.settings.language) for one in found])
        return
    if not found:
        click.echo(say("tasks.none"))
        return
    today = _drafts.today(app)
    rows = []
    for one in found:
        row = one.row
        late = say("tasks.late") if row.due_on < today else ""
        rows.append(
            (
                f"{row.due_on}{late}",
                _words(one, app.settings.language),
                row.who,
                row.account or "",
                f"{row.from_segment or say('none')} -> {row.to_segment or say('none')}",
                one.owner or "",
                str(row.task),
            )
        )
    names = ("tasks.due", "tasks.what", "lead", "account", "tasks.moved", "owner", "tasks.task")
    below = (say("tasks.what"), say("tasks.moved"))
    listing([say(name) for name in names], rows, below=below)


@command.command()
@click.argument("task_ids", metavar="TASK...", type=int, nargs=-1, required=True)
@_drafts.actor_option
@json_option
@with_app
def done(app: "App", *, task_ids: tuple[int, ...], actor: str, as_json: bool) -> None:
    """Tick tasks off."""
    from prospector.store import tasks

    with app.database.write() as session:
        ticked = tasks.finish(session, task_ids, by=actor, now=app.now)
    missing = [task_id for task_id in dict.fromkeys(task_ids) if task_id not in ticked]
    if as_json:
        emit_json({"done": ticked, "refused": missing})
    elif ticked:
        click.echo(f"done: {', '.join(map(str, ticked))}")
    for task_id in missing:
        story(f"error: no open task {task_id}: `prospector tasks list` shows them")
    if missing:
        click.get_current_context().exit(1)


def _words(one: "_tasks.Due", language: str) -> str:
    return str(one.row.what.get(language) or next(iter(one.row.what.values()), ""))


def _plain(one: "_tasks.Due", language: str) -> dict[str, Any]:  # Any: what JSON holds
    row = one.row
    return {
        "task": row.task,
        "due_on": row.due_on,
        "what": _words(one, language),
        "lead": row.lead,
        "who": row.who,
        "account": row.account,
        "owner": one.owner,
        "set_off": row.set_off,
        "from": row.from_segment,
        "to": row.to_segment,
        "made_on": row.made_on,
    }
