"""resolve tells what it found, and what somebody should look at."""

from pathlib import Path

import pytest

from tests.cli.team import Team, make
from tests.resolve.sightings import see


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def test_it_says_what_became_of_the_rows(team: Team) -> None:
    see(
        team.database(),
        {"email": "claire@globex.example", "name": "Claire Durand", "company": "Globex"},
        {"name": "Claire Durand", "company": "Globex SAS"},
    )
    said = team.run("resolve")
    assert said.code == 0
    assert said.out == (
        "2 rows to resolve · leads: 2 new, 0 updated, 0 merged · accounts: 1 new, 0 updated\n"
    )
    assert "likely matches found: 1; `prospector duplicates` lists them" in said.err


def test_it_prints_the_same_as_json(team: Team) -> None:
    see(team.database(), {"email": "claire@globex.example"})
    told = team.json("resolve")
    assert (told["sightings"], told["new_leads"], told["new_accounts"]) == (1, 1, 1)
    assert set(team.json("resolve").values()) == {0}
