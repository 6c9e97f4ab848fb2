"""On a quiet day the commands that show no draft say why, until when, and how to see the next."""

from pathlib import Path

from tests.cli.test_run import run
from tests.cli.test_run import workspace as workspace  # noqa: PLC0414 - a fixture

SAYS = (
    "today is a Sunday, on which nobody is written to (`quiet` in rules/policy.yaml); the next"
    " queue is that of 2026-11-23: `prospector --as-of 2026-11-23T08:00 draft` writes it today,"
    " then `prospector queue` shows it\n"
)


def test_it_is_said_by_every_command_that_shows_no_draft(workspace: Path) -> None:
    assert SAYS in run(workspace, "run", at="2026-11-22T09:00").stderr
    for command in ("draft", "queue", "ready"):
        assert run(workspace, command, at="2026-11-22T09:00").stderr.count(SAYS) == 1
    assert SAYS not in run(workspace, "draft", at="2026-11-23T08:00").stderr
    shown = run(workspace, "queue", at="2026-11-22T09:00")
    assert " drafts; `prospector review`" in shown.stderr
    assert SAYS not in shown.stderr
