"""`prospector segments movements` counts and lists who changed segment."""

import json
from datetime import timedelta

import pytest

from prospector import score, segment
from prospector.rules.loader import load_ruleset
from tests.cli.team import Team, make
from tests.cli.test_score import people
from tests.shelf import shelve
from tests.stories import NOW

DAY = timedelta(days=1)
SINCE = ("segments", "movements", "--since")


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    """Bob comes into a segment on the 21st of November, and is in none 400 days later."""
    made = make(tmp_path_factory.mktemp("made"))
    database, ruleset = made.database(), load_ruleset(made.folder / "rules")
    shelve(database, people())
    for now in (NOW, NOW + 400 * DAY):
        score.score(database, ruleset, now=now)
        segment.segment(database, ruleset, now=now)
    return made


def test_it_shows_a_matrix_and_a_list(team: Team) -> None:
    said = team.run(*SINCE, "2026-11-01", now=NOW + 400 * DAY)
    lines = said.out.splitlines()
    assert said.code == 0
    assert lines[0] == "2 moves of 1 lead; rows from, columns to"
    assert lines[2].split() == ["from", "\\", "to", "1", "(none)"]
    assert lines[3].split() == ["1", "attended-event", "·", "1"]
    assert lines[4].split() == ["(none)", "1", "·"]
    assert lines[-1].startswith("2027-12-26")
    assert "no longer: rule attended-event gives points (23.4 -> 0)" in lines[-1]
    move = json.loads(team.run(*SINCE, "2026-11-22", "--json", now=NOW + 400 * DAY).out)["list"][0]
    assert (move["cause"], move["set_off"]) == ("turned", None)
    assert [(one["term"], one["holds"]) for one in move["turned"]] == [
        ("fired('attended-event')", False)
    ]


def test_it_keeps_to_the_days_of_the_period(team: Team) -> None:
    def moved(*words: str) -> list[tuple[str | None, str | None]]:
        found = json.loads(team.run(*SINCE, *words, "--json", now=NOW + 400 * DAY).out)
        assert found["moves"] == len(found["list"])
        return [(move["from"], move["to"]) for move in found["list"]]

    came, left = (None, "attended-event"), ("attended-event", None)
    assert moved("2026-11-21") == [came, left]
    assert moved("2026-11-21", "--until", "2026-11-21") == [came]
    assert moved("2026-11-22") == [left]
    assert moved("2026-11-01", "--until", "2026-11-20") == []


def test_it_counts_the_run_of_this_instant(team: Team) -> None:
    found = json.loads(team.run(*SINCE, "2026-11-21", "--json", now=NOW).out)
    assert found["matrix"] == [{"from": None, "to": "attended-event", "moves": 1, "leads": 1}]
    assert found["segments"] == [{"segment": "attended-event", "came": 1, "left": 0}]


def test_it_says_when_nobody_moved(team: Team) -> None:
    said = team.run(*SINCE, "2026-11-22", "--until", "2026-11-30", now=NOW)
    assert said.out == "Nobody changed segment.\n"


def test_it_refuses_a_period_that_ends_before_it_begins(team: Team) -> None:
    said = team.run(*SINCE, "2026-11-22", "--until", "2026-11-20", now=NOW)
    assert said.code == 2
    assert "--since 2026-11-22 is after the end of the period, 2026-11-20" in said.err
