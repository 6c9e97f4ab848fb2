"""`prospector rules learn`: an answer, a folder, or the one line to type."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from prospector.app import open_app
from prospector.cli import prospector
from prospector.errors import UsageError
from tests.measure.learn.lived import Truth, live

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("rules", "templates"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    return tmp_path


def learn(root: Path, *words: str, as_of: str = "2026-02-12") -> Result:
    start = ["--workspace", str(root), "--as-of", as_of]
    return CliRunner().invoke(prospector, [*start, "rules", "learn", *words])


def filled(root: Path, people: int) -> None:
    app = open_app(root)
    live(app.database, Truth(), people=people, mornings=5)
    app.database.dispose()


def test_it_proposes_a_folder_that_passes_check_and_test(root: Path) -> None:
    filled(root, 480)
    found = learn(root)
    assert found.exit_code == 0, found.output
    assert "a proposal for `approved`: predicts SDR approval, not meetings" in found.stdout
    out = root / "rules-learnt"
    commands = [line.split()[1:] for line in found.stderr.splitlines() if "prospector" in line]
    for words in commands:
        told = ["--workspace", str(root), "--as-of", "2026-02-12", *words]
        assert CliRunner().invoke(prospector, told).exit_code == 0
    assert [words[3] for words in commands] == ["diff", "backtest"]
    for verb in ("check", "test"):
        words = ["--workspace", str(root), "--rules", str(out), "rules", verb]
        assert CliRunner().invoke(prospector, words).exit_code == 0
    again = learn(root)
    assert isinstance(again.exception, UsageError)
    assert "is there already" in str(again.exception)


def test_it_refuses_too_few_outcomes_and_says_how_many_are_missing(root: Path) -> None:
    found = learn(root, "--json")
    assert found.exit_code == 1
    answer = json.loads(found.stdout)
    assert answer["verdict"] == "too_few_outcomes"
    assert answer["missing"] == {"reached": 120, "not_reached": 120, "in_part": 0}
    assert answer["outcome"] == "approved_unedited"
    asked = learn(root, "--outcome", "won").stdout
    assert "120 missing to 120 cases with the outcome" in asked
    assert "predicts signed deals" in asked


def test_it_says_the_one_line_to_type_without_the_extra(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    found = learn(root)
    assert isinstance(found.exception, UsageError)
    assert str(found.exception).endswith('pip install "intent-prospector[learn]"')
