"""`prospector demo`: from signal files to an exported file, in the order a reader asks."""

from pathlib import Path

from click.testing import CliRunner

from prospector.cli import prospector
from tests.cli.test_run import run


def test_it_shows_every_block_in_order(tmp_path: Path) -> None:
    result = CliRunner().invoke(prospector, ["demo", "--keep", str(tmp_path / "demo")])
    assert result.exit_code == 0, result.output
    blocks = [
        "$ prospector run",
        "rejected",
        "$ prospector score --distribution",
        "A1",
        "$ prospector queue",
        "why now",
        "$ prospector queue --first",
        "cites:",
        "$ prospector export generic",
        "$ prospector caps",
        "left",
        "$ head -6 today.csv",
        "draft,lead,owner",
    ]
    rest = result.stdout.lower()
    for block in blocks:
        _, found, rest = rest.partition(block.lower())
        assert found, f"{block} is missing, or stands before what it should follow"
    assert (tmp_path / "demo" / "today.csv").exists()


def test_it_shows_the_same_every_time(tmp_path: Path) -> None:
    shown = [
        CliRunner().invoke(prospector, ["demo", "--keep", str(tmp_path / name)]).stdout
        for name in ("qqq", "zzz")
    ]
    assert shown[0].replace("qqq", "") == shown[1].replace("zzz", "")


def test_it_leaves_a_workspace_only_when_told(tmp_path: Path) -> None:
    CliRunner().invoke(prospector, ["demo", "--keep", str(tmp_path / "demo")])
    assert run(tmp_path / "demo", "queue", "--json").exit_code == 0
