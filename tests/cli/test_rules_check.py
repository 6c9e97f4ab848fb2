"""`prospector rules check` from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from prospector.cli import prospector
from prospector.errors import RulesError
from prospector.store import migrate
from prospector.store.database import open_database
from tests.cli.ruled import INTENT, answer, run
from tests.rules.folders import write
from tests.shelf import shelve
from tests.stories import NOW, story


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
    assert [(doubt["line"], doubt["lint"]) for doubt in checked["warnings"]] == [(2, "untested")]
    assert result.stderr.rstrip().endswith("[untested]")


def test_it_lists_accepted_doubts_with_their_reasons(tmp_path: Path) -> None:
    told = INTENT.partition("tests:")[0]
    assert "why:" in told
    accepted = told.replace("why:", "accept: {untested: tested elsewhere}, why:")
    write(tmp_path, intent=accepted)
    result = run(tmp_path, "check")
    assert result.stderr == (
        "1 doubt is accepted beside the rules: --json lists them with their reasons\n"
    )
    checked = answer(tmp_path, "check")
    assert checked["warnings"] == []
    (one,) = checked["accepted"]
    assert (one["lint"], one["line"], one["reason"]) == ("untested", 2, "tested elsewhere")


def test_it_finds_no_open_doubt_in_the_shipped_rules() -> None:
    shipped = Path(__file__).parents[2]
    words = ["--workspace", str(shipped), "--rules", str(shipped / "rules"), "rules", "check"]
    checked = json.loads(CliRunner().invoke(prospector, [*words, "--json"]).stdout)
    assert checked["warnings"] == []
    assert {one["lint"] for one in checked["accepted"]} == {"outcome-points"}
    assert len(checked["accepted"]) == 2


def test_it_checks_another_folder_of_rules(tmp_path: Path) -> None:
    write(tmp_path)
    other = tmp_path / "tomorrow"
    other.mkdir()
    folder = write(other, intent=INTENT)
    words = ["--workspace", str(tmp_path), "--rules", str(folder), "rules", "check"]
    result = CliRunner().invoke(prospector, words)
    assert "1 intent rules" in result.stdout
    assert "templates:1:1: no such folder" in result.stderr


def test_it_makes_no_store_by_looking(tmp_path: Path) -> None:
    write(tmp_path, intent=INTENT)
    assert answer(tmp_path, "check")["data"] is None
    assert not (tmp_path / "prospector.db").exists()


def test_it_checks_the_files_where_the_store_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, intent=INTENT)
    monkeypatch.setenv("PROSPECTOR_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    said = run(tmp_path, "check")
    assert said.exit_code == 0
    assert said.stderr.startswith("note: the rules were not held against the data: ")
    assert said.stdout.startswith("rules ok: ")


def test_it_holds_the_rules_against_the_store_there_is(tmp_path: Path) -> None:
    write(tmp_path, intent=INTENT.replace("post_liked", "job_posted"))
    database = open_database("", tmp_path)
    migrate.upgrade(database)
    likes = [
        {"id": n, "by": "bob", "kind": "post_liked", "subject": f"Post {n}", "age": 1}
        for n in range(50)
    ]
    shelve(database, story({"leads": {"bob": {}}, "signals": likes}))
    database.dispose()
    words = ["--workspace", str(tmp_path), "--as-of", NOW.isoformat(), "rules", "check"]
    said = CliRunner().invoke(prospector, words)
    assert "liked never fired: no signal of their kinds came among 50 signals" in said.stderr
    told = json.loads(CliRunner().invoke(prospector, [*words, "--json"]).stdout)
    assert (told["data"]["signals"], told["data"]["leads"]) == (50, 1)
