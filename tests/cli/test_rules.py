"""`prospector rules` from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from prospector.cli import prospector
from prospector.errors import RulesError
from tests.rules.folders import write

INTENT = """\
rules:
- {id: liked, when: signal.kind = 'post_liked', points: 5, why: x}
tests:
- {name: a like counts, signals: [{kind: post_liked, age: 0}], expect: {intent: 5, rules: [liked]}}
- {name: a reply does not, signals: [{kind: replied, age: 0}], expect: {no_rules: [liked]}}
"""


def run(root: Path, *words: str) -> Result:
    (root / "templates").mkdir(exist_ok=True)
    return CliRunner().invoke(prospector, ["--workspace", str(root), "rules", *words])


def answer(root: Path, *words: str) -> Any:  # Any: whatever JSON says
    return json.loads(run(root, *words, "--json").stdout)


def test_it_counts_what_it_checked(tmp_path: Path) -> None:
    write(tmp_path, intent=INTENT)
    result = run(tmp_path, "check")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "rules ok: 1 intent rules, 3 fit rules in 1 profiles, 0 segments, version "
    )
    assert result.stderr == ""


def test_it_refuses_broken_rules_with_every_problem(tmp_path: Path) -> None:
    write(tmp_path, intent="rules: {}", feeds="feedz: {}")
    result = run(tmp_path, "check")
    assert isinstance(result.exception, RulesError)
    assert result.exception.exit_code == 2
    assert len(result.exception.problems) == 2


def test_it_refuses_them_in_json_too(tmp_path: Path) -> None:
    write(tmp_path, feeds="feedz: {}")
    assert run(tmp_path, "check", "--json").exit_code == 2
    assert answer(tmp_path, "check") == {
        "ok": False,
        "problems": [
            {
                "file": "rules/feeds.yaml",
                "line": 1,
                "column": 1,
                "message": "unknown field 'feedz'; did you mean 'feeds'?",
            }
        ],
    }


def test_it_warns_without_failing(tmp_path: Path) -> None:
    write(tmp_path, intent=INTENT.partition("tests:")[0])
    result = run(tmp_path, "check")
    assert result.exit_code == 0
    assert result.stderr.startswith("warning: rules/intent.yaml:2:8: liked: no test that hits it")
    checked = answer(tmp_path, "check")
    assert (checked["ok"], checked["intent_rules"], checked["problems"]) == (True, 1, [])
    assert [doubt["line"] for doubt in checked["warnings"]] == [2]


def test_it_checks_another_folder_of_rules(tmp_path: Path) -> None:
    write(tmp_path)
    other = tmp_path / "tomorrow"
    other.mkdir()
    folder = write(other, intent=INTENT)
    words = ["--workspace", str(tmp_path), "--rules", str(folder), "rules", "check"]
    result = CliRunner().invoke(prospector, words)
    assert "1 intent rules" in result.stdout
    assert "templates:1:1: no such folder" in result.stderr


def test_it_runs_the_tests_the_rules_carry(tmp_path: Path) -> None:
    write(tmp_path, intent=INTENT)
    result = run(tmp_path, "test")
    assert (result.exit_code, result.stdout) == (0, "2 passed, 0 failed\n")


def test_it_shows_what_failed(tmp_path: Path) -> None:
    write(tmp_path, intent=INTENT.replace("intent: 5", "intent: 7"))
    result = run(tmp_path, "test")
    assert result.exit_code == 1
    failed, summary = result.stdout.splitlines()
    assert failed.startswith("FAILED ")
    assert all(word in failed for word in ("intent.yaml", "a like counts", "7", "5"))
    assert summary == "1 passed, 1 failed"


def test_it_shows_tests_as_json(tmp_path: Path) -> None:
    write(tmp_path, intent=INTENT.replace("intent: 5", "intent: 7"))
    ran = answer(tmp_path, "test")
    assert (ran["passed"], ran["failed"]) == (1, 1)
    assert [test["passed"] for test in ran["tests"]] == [False, True]
    assert set(ran["tests"][0]) == {"file", "name", "passed", "message"}


@pytest.mark.parametrize("words", [("--help",), ("check", "--help"), ("test", "--help")])
def test_it_explains_itself(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run(tmp_path, *words).exit_code == 0
