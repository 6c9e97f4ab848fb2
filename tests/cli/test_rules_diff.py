"""`prospector rules diff`: what edited rules would change, before they are published."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from prospector.app import App
from tests.cli.team import Said, Team, make
from tests.cli.test_score import people
from tests.shelf import shelve
from tests.stories import NOW


def run(team: Team, *words: str) -> Said:
    return team.run(*words, now=NOW)


def ask(team: Team, *words: str) -> Any:  # Any: whatever JSON says
    return json.loads(run(team, *words, "--json").out)


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """Bob attended a fair; the rules in force give him for it what the starter does."""
    made = make(tmp_path)
    for path in (made.folder / "rules").glob("*.yaml"):  # what changes here would fail them
        path.write_text(path.read_text("utf-8").partition("\ntests:")[0] + "\n", "utf-8")
    shelve(made.database(), people())
    run(made, "score")
    return made


def mute_fairs(team: Team) -> None:
    """Attending gives nothing any more: Bob falls from A1 to A2."""
    path = team.folder / "rules" / "intent.yaml"
    text = path.read_text("utf-8")
    assert "signal.kind = 'event_attended'" in text
    path.write_text(text.replace("signal.kind = 'event_attended'", "signal.kind = 'met'"), "utf-8")


def test_it_says_that_nothing_would_change(team: Team) -> None:
    said = run(team, "rules", "diff")
    assert said.code == 0
    assert said.out.endswith("both score the same\n")


def test_it_names_who_changes_and_the_rule_that_does_it(team: Team) -> None:
    mute_fairs(team)
    said = run(team, "rules", "diff")
    assert said.code == 0
    assert "(in force), as of " in said.out
    assert "1 of 2 leads change grade" in said.out
    (row,) = [line for line in said.out.splitlines() if "bob@globex.example" in line]
    assert "rule attended-event: " in row
    assert row.rstrip().endswith("-> 0.0 (intent.yaml)")
    found = ask(team, "rules", "diff")
    assert found["grades"]["changed"] == 1
    (bob,) = [one for one in found["changes"] if one["who"] == "bob@globex.example"]
    assert bob["cause"] == {
        "what": "rule",
        "name": "attended-event",
        "file": "intent.yaml",
        "points_from": bob["cause"]["points_from"],
        "points_to": 0.0,
    }


def test_it_compares_with_a_folder_and_with_a_version(team: Team, tmp_path: Path) -> None:
    first = ask(team, "rules", "history")[0]["version"]
    folder = tmp_path / "old"
    run(team, "rules", "history", first, "--out", str(folder))
    mute_fairs(team)
    run(team, "rules", "publish")
    assert ask(team, "rules", "diff")["changes"] == []
    by_version = ask(team, "rules", "diff", "--against", first[:6])
    by_folder = ask(team, "rules", "diff", "--against", str(folder))
    assert by_version == by_folder
    assert (by_version["old"], by_version["grades"]["changed"]) == (first, 1)
    other_way = ask(team, "--rules", str(folder), "rules", "diff")
    assert (other_way["new"], other_way["grades"]["changed"]) == (first, 1)


def test_it_keeps_with_a_version_what_it_changed_but_nobodys_name(team: Team) -> None:
    mute_fairs(team)
    said = run(team, "rules", "publish")
    assert ": 1 of 2 leads change grade, " in said.out
    newest, first = ask(team, "rules", "history")
    assert (newest["changed"]["grades"], first["changed"]) == (1, None)
    told = ask(team, "rules", "history", newest["version"])
    (publication,) = told["publications"]
    assert publication["diff"]["causes"][0]["name"] == "attended-event"
    assert "globex" not in str(publication)
    shown = run(team, "rules", "history", newest["version"]).out
    assert "rule attended-event (intent.yaml)" in shown


def test_it_lists_as_many_as_asked(team: Team) -> None:
    mute_fairs(team)
    assert ask(team, "rules", "diff", "--limit", "0")["changes"] == []
    assert ask(team, "rules", "diff", "--limit", "0")["grades"]["changed"] == 1


def test_it_refuses_what_is_neither_folder_nor_version(team: Team) -> None:
    said = run(team, "rules", "diff", "--against", "nothing")
    assert said.code == 1
    assert "no rules of version 'nothing' were kept" in said.err
    assert "nor is there a folder nothing" in said.err


def test_it_compares_again_after_each_save(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after one that cannot be read."""

    def saves(app: App) -> Iterator[App]:
        yield app
        path = team.folder / "rules" / "intent.yaml"
        text = path.read_text("utf-8")
        path.write_text(f"{text}\n  - half", "utf-8")
        yield replace(app)
        path.write_text(text, "utf-8")
        mute_fairs(team)
        yield replace(app)

    monkeypatch.setattr(App, "after_each_save", saves)
    said = run(team, "rules", "diff", "--watch")
    assert said.code == 0
    assert said.out.index("both score the same") < said.out.index("1 of 2 leads change grade")
    assert said.err.count("waiting for a file of") == 3
    assert "error: " in said.err
    assert "intent.yaml" in said.err


def test_it_watches_for_people_only(team: Team) -> None:
    said = run(team, "rules", "diff", "--watch", "--json")
    assert said.code == 2
    assert "leave --json out" in said.err
