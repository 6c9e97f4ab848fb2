"""`prospector rules test` from the command line."""

from pathlib import Path

from tests.cli.ruled import INTENT, answer, run
from tests.rules.folders import write


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
