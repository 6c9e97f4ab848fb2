"""What `pip install` brings: the package and the starter that `init` copies, from a built wheel."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the unpacked wheel, as site-packages would."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    wheel = next(folder.glob("intent_prospector-*.whl"))
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_it_carries_the_starter_and_no_tests(installed: Path) -> None:
    starter = installed / "prospector" / "starter"
    for folder in ("rules", "templates", "sample_signals"):
        ours = {p.relative_to(ROOT / folder) for p in (ROOT / folder).rglob("*") if p.is_file()}
        theirs = {
            p.relative_to(starter / folder) for p in (starter / folder).rglob("*") if p.is_file()
        }
        assert theirs == ours
    assert (installed / "prospector" / "data" / "freemail.txt").exists()
    assert not (installed / "tests").exists()


def test_it_makes_a_workspace_and_runs_anywhere(installed: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        "name: Acme\nsite: https://acme.example\noffer: keep workshops running\n"
        "postal_address: 1 rue du Test, Paris\nsender_name: Alice Martin\n"
        "sender_title: Sales\nsender_email: alice@acme.example\n"
    )

    def prospector(*words: str, where: Path) -> str:
        # -P: the current folder is not on the path, so that only the wheel's own files serve.
        done = subprocess.run(
            [sys.executable, "-P", "-c", "from prospector.cli import main; main()", *words],
            cwd=where,
            env={"PYTHONPATH": str(installed), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    prospector("init", "my-team", "--answers", str(answers), where=tmp_path)
    report = prospector("run", where=tmp_path / "my-team")
    assert "draft" in report
    assert (tmp_path / "my-team" / "prospector.db").exists()
