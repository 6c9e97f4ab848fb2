"""`prospector score` runs the stage and shows the grades."""

import json
from pathlib import Path

import pytest

from prospector.cli._words import Words
from prospector.cli.score import _histogram
from tests.cli.team import Team, make
from tests.shelf import shelve
from tests.stories import NOW, Story, story


def people() -> Story:
    return story(
        {
            "accounts": {"globex": {"employees": 120, "industry": "Boulangerie industrielle"}},
            "leads": {"bob": {"account": "globex", "seniority": "director"}, "carol": {}},
            "signals": [
                {"id": "s1", "by": "bob", "kind": "post_commented", "subject": "Post 1", "age": 1},
                {"id": "s2", "by": "bob", "kind": "event_attended", "subject": "Fair", "age": 2},
            ],
        }
    )


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = make(tmp_path)
    shelve(made.database(), people())
    return made


def test_it_says_how_many_leads_it_scored(team: Team) -> None:
    said = team.run("score", now=NOW)
    assert said.code == 0
    assert said.out == "scored 2 leads: 2 changed, 2 of them in grade or rules; 0 removed\n"
    again = json.loads(team.run("score", "--json", now=NOW).out)
    assert again == {"leads": 2, "changed": 0, "moved": 0, "removed": 0}


def test_it_shows_the_grade_matrix_and_two_histograms(team: Team) -> None:
    said = team.run("score", "--distribution", now=NOW)
    lines = said.out.splitlines()
    assert lines[0].split() == ["fit", "\\", "intent", "1", "now", "2", "soon", "3", "cold"]
    assert [line.split()[0] for line in lines[1:4]] == ["A", "B", "C"]
    assert sum(int(word) for line in lines[1:4] for word in line.split() if word.isdigit()) == 2
    assert "fit, leads per band of 10 points" in lines
    assert "intent, leads per band of 10 points" in lines
    assert lines[-1].startswith("   90 to 100")


def test_it_draws_within_80_columns_however_many_leads_there_are() -> None:
    lines = _histogram(Words("en"), "fit", [700_000, *[1] * 9])
    assert max(map(len, lines)) <= 80
    assert lines[1] == "    0 to 10  700000 " + "█" * 40
    assert lines[2] == "   10 to 20       1"


def test_it_says_that_nobody_is_scored(tmp_path: Path) -> None:
    said = make(tmp_path).run("score", "--distribution", now=NOW)
    assert said.out.startswith("nobody is scored yet")


def test_it_gives_the_distribution_as_json(team: Team) -> None:
    found = json.loads(team.run("score", "--distribution", "--json", now=NOW).out)
    assert sum(found["grades"].values()) == 2
    assert (sum(found["fit"]), sum(found["intent"]), len(found["intent"])) == (2, 2, 10)
