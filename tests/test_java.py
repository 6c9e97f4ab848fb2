"""`make test` finds Java, installs it where it may, or names the one command to type."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "java"
TOOLS = ("sed", "head", "sh")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A PATH with the tools of the script and neither Java nor apt."""
    for name in TOOLS:
        (tmp_path / name).symlink_to(f"/usr/bin/{name}" if name != "sh" else "/bin/sh")
    program(tmp_path / "id", "echo 1000")
    return tmp_path


def program(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="ascii")
    path.chmod(0o700)


def java(path: Path, version: str) -> None:
    program(path, f"""echo 'openjdk version "{version}" 2025-04-15' >&2""")


def run(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(SCRIPT)],
        env={"PATH": str(folder), **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("version", ["17.0.15", "21", "25.0.1"])
def test_it_takes_the_java_there_is(folder: Path, version: str) -> None:
    java(folder / "java", version)
    done = run(folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_it_takes_java_home_first(folder: Path, tmp_path: Path) -> None:
    java(folder / "java", "1.8.0_392")
    java(tmp_path / "jdk" / "bin" / "java", "21.0.1")
    assert run(folder, JAVA_HOME=str(tmp_path / "jdk")).returncode == 0


def test_it_says_that_java_home_is_too_old(folder: Path, tmp_path: Path) -> None:
    java(tmp_path / "jdk" / "bin" / "java", "11.0.2")
    done = run(folder, JAVA_HOME=str(tmp_path / "jdk"))
    assert done.returncode == 1
    assert "older than Java 17" in done.stderr


def test_it_installs_java_where_it_may_and_says_so(folder: Path) -> None:
    program(folder / "id", "echo 0")
    (folder / "mv").symlink_to("/bin/mv")
    java(folder / "archive", "17.0.15")
    program(
        folder / "apt-get",
        f"""echo "$@" >> {folder}/asked
test "$1" = update || mv {folder}/archive {folder}/java""",
    )
    done = run(folder)
    assert done.returncode == 0, done.stderr
    assert "installing a Java runtime" in done.stdout
    asked = (folder / "asked").read_text(encoding="ascii").splitlines()
    assert asked == [
        "update -qq",
        "install -y --no-install-recommends default-jre-headless -qq",
    ]


@pytest.mark.parametrize("old", [None, "11.0.2", "1.8.0_392"])
def test_it_names_the_one_command_to_type(folder: Path, old: str | None) -> None:
    if old:
        java(folder / "java", old)
    done = run(folder)
    assert done.returncode == 1
    assert done.stderr == (
        "Spark's tests need Java 17 or newer: sudo apt-get install -y --no-install-recommends"
        " default-jre-headless (or set JAVA_HOME)\n"
    )
