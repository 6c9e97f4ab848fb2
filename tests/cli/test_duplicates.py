"""duplicates lists likely matches with their evidence."""

from pathlib import Path

import pytest

from tests.cli.team import Team, make
from tests.resolve.sightings import see


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def test_it_says_so_when_there_are_none(team: Team) -> None:
    assert team.run("duplicates").out == "No likely matches.\n"
    assert team.json("duplicates") == []


def test_it_lists_people_and_companies_with_what_speaks_for_them(team: Team) -> None:
    see(
        team.database(),
        {"email": "claire@globex.example", "name": "Claire Durand", "company": "Globex"},
        {"name": "Claire Durand", "company": "Globex SAS"},
        {
            "linkedin_url": "linkedin.com/in/dan",
            "title": "CEO at Globex",
            "company_guess": "Globex",
        },
    )
    team.run("resolve")
    said = team.run("duplicates")
    assert said.code == 0
    first, second = said.out.splitlines()[1:]
    assert first.split("  ")[0] == "90%"
    assert "the same name at the same company" in first
    assert "headline names Globex" in second
    assert "a match merges nothing" in said.err
    people, company = team.json("duplicates")
    assert people["confidence"] == 0.9
    assert people["reason"] == "the same name at the same company"
    assert company["other"] == "Globex <globex.example>"
