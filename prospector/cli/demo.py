"""Live the samples' day in a new temporary workspace, from signal files to an exported file."""

import shlex
import shutil
import tempfile
from pathlib import Path

import click

#: The day the sample files speak of: a Friday, 08:30 in Paris.
SAMPLES_DAY = "2026-11-20T07:30:00+00:00"
#: The Monday after: an order of that Friday counts, another one has left its year.
MONDAY = "2026-11-23T07:30:00+00:00"


@click.command()
@click.option(
    "--keep", type=click.Path(path_type=Path), help="Make the workspace here and keep it."
)
def command(keep: Path | None) -> None:
    """Run the daily job on sample_signals/ and show each command with what it prints.

    Everything happens in a temporary workspace that is removed at the end, unless --keep names one.
    """
    if keep is not None:
        _live(keep)
        return
    with tempfile.TemporaryDirectory(prefix="prospector-demo-") as folder:
        _live(Path(folder) / "demo")


def _live(workspace: Path) -> None:
    from prospector.workspace.create import FOLDERS, starter

    for folder in FOLDERS:
        shutil.copytree(starter() / folder, workspace / folder)
    _show(workspace, "What came in, and what became of it", "run")
    _show(workspace, "How good the leads are", "score", "--distribution")
    _show(workspace, "Whom to talk to today, and why now", "queue")
    _show(workspace, "One draft, with the signals it cites", "queue", "--first")
    _show(workspace, "The ten best are approved, and leave", "approve", "--top", "10")
    _show(workspace, "", "export", "generic", "--out", str(workspace / "today.csv"))
    _show(workspace, "What may still leave today", "caps")
    _head(workspace / "today.csv")
    _show(workspace, "On Monday: who moved meanwhile, and why", "run", day=MONDAY)
    _show(workspace, "", "segments", "movements", "--since", "2026-11-21", day=MONDAY)
    _show(workspace, "What that set off for people to do", "tasks", "list", day=MONDAY)
    click.echo("\nwhy not somebody? prospector ready, prospector why-not LEAD")


def _show(workspace: Path, title: str, *words: str, day: str = SAMPLES_DAY) -> None:
    shown = shlex.join(words).replace(f"{workspace}/", "")
    if title:
        click.secho(f"\n{title}", bold=True)
    click.secho(f"$ prospector {shown}", dim=True)
    _run(workspace, day, *words)


def _run(workspace: Path, day: str, *words: str) -> None:
    from prospector.cli import prospector

    arguments = ["--workspace", str(workspace), "--as-of", day, *words]
    code = prospector.main(args=arguments, prog_name="prospector", standalone_mode=False)
    if code not in (None, 0, 1):  # 1: rejects, which the samples are meant to have
        raise SystemExit(code)


def _head(path: Path, lines: int = 6) -> None:
    click.secho("\nThe file that left", bold=True)
    click.secho(f"$ head -{lines} {path.name}", dim=True)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for _ in range(lines):
            click.echo(file.readline().rstrip("\r\n"))
