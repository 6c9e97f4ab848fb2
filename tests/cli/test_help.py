"""Help is fast because it imports nothing, and right because it is the code's own words."""

import ast
import resource
import statistics
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from prospector.cli import main, prospector, summary, verbs

#: Milliseconds of CPU that `--help` may take beyond a bare interpreter.
BUDGET = 150
#: What `--help` has no use for; each takes from 50 to 900 ms.
HEAVY = {
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "jinja2",
    "duckdb",
    "polars",
    "rich",
    "requests",
    "ruamel",
    "sqlglot",
    "alembic",
    "numpy",
    "sklearn",
}


def cpu(*arguments: str) -> float:
    """Milliseconds of CPU a fresh interpreter takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def imported(*arguments: str) -> set[str]:
    """The top-level packages a verb imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "prospector", *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rsplit("|", 1)[1].strip().partition(".")[0] for line in lines}


def test_it_helps_within_its_budget() -> None:
    cpu("-m", "prospector", "--help")  # compiles what was never compiled
    # In turns, so that a busy machine slows both alike; the median drops the odd one out.
    pairs = [(cpu("-c", "pass"), cpu("-m", "prospector", "--help")) for _ in range(7)]
    assert statistics.median(helping - bare for bare, helping in pairs) < BUDGET


def test_it_imports_nothing_heavy_to_help() -> None:
    assert not imported("--help") & HEAVY


def test_it_imports_nothing_heavy_with_all_verbs_loaded() -> None:
    code = (
        "import sys; from prospector.cli import prospector, verbs\n"
        "import click\n"
        "ctx = click.Context(prospector)\n"
        "[prospector.get_command(ctx, name) for name in verbs()]\n"
        "print(*{module.partition('.')[0] for module in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not set(done.stdout.split()) & HEAVY


def test_it_completes_verbs_without_importing_them() -> None:
    context = click.Context(prospector)
    before = set(sys.modules)
    names = [item.value for item in prospector.shell_complete(context, "re")]
    assert {"ready", "review"} <= set(names)
    assert not {module for module in set(sys.modules) - before if module.startswith("prospector")}


@pytest.mark.parametrize(("name", "path"), verbs().items())
def test_it_sums_a_verb_up_in_one_line(name: str, path: Path) -> None:
    line = summary(path)
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert line == docstring.partition("\n")[0]
    assert line.endswith(".")
    assert 20 <= len(line) <= 100, name
    command = prospector.get_command(click.Context(prospector), name)
    assert command is not None
    assert command.help


def test_it_lists_every_verb() -> None:
    said = CliRunner().invoke(prospector, ["--help"]).output
    for name in verbs():
        assert f"\n  {name} " in said
    for option in ("--workspace", "--as-of", "--known-at", "--rules", "--version"):
        assert option in said


def test_it_says_which_command_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["quue"])
    assert caught.value.code == 2
    assert "no such command 'quue'; did you mean 'queue'?" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01"])
def test_it_says_how_a_time_is_written(text: str) -> None:
    said = CliRunner().invoke(prospector, ["--as-of", text, "queue"])
    assert said.exit_code == 2
    assert f"'{text}' is not a time; write 2026-11-22T08:30:00+01:00" in said.output


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01T00:00+01:00"])
def test_it_refuses_a_time_that_nothing_can_be_reckoned_from(text: str) -> None:
    said = CliRunner().invoke(prospector, ["--as-of", text, "queue"])
    assert said.exit_code == 2
    assert f"'{text}' lies outside 1990 to 2099" in said.output
