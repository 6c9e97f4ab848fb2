"""merge makes one lead of two, and lists what was merged."""

from pathlib import Path

import pytest

from tests.cli.team import Team, make
from tests.resolve.sightings import see

ROWS = (
    {"email": "claire@globex.example", "name": "Claire Durand"},
    {"linkedin_url": "linkedin.com/in/claire", "name": "Claire Durand", "domain": "globex.example"},
)


@pytest.fixture
def team(tmp_path: Path) -> Team:
    team = make(tmp_path)
    see(team.database(), *ROWS)
    team.run("resolve")
    return team


def test_it_merges_by_address_and_says_how_to_take_it_back(team: Team) -> None:
    said = team.run("merge", "claire@globex.example", "linkedin.com/in/claire", "--as", "alice")
    assert said.out == "merge 1: lead 2 is lead 1\n"
    assert "prospector unmerge 1" in said.err
    assert team.json("duplicates") == []


def test_it_lists_merges_with_who_and_why(team: Team) -> None:
    assert team.run("merge", "--list").out == "No merges.\n"
    team.run("merge", "1", "2", "--reason", "met her", "--as", "alice")
    (row,) = team.run("merge", "--list").out.splitlines()[1:]
    assert "1 Claire Durand <claire@globex.example>" in row
    assert "alice" in row
    assert "met her" in row
    team.run("unmerge", "1", "--as", "bob")
    assert team.json("merge", "--list") == []
    (back,) = team.json("merge", "--list", "--undone")
    assert (back["reason"], back["undone_by"], back["origin"]) == ("met her", "bob", "person")
    assert "taken back" in team.run("merge", "--list", "--undone").out


def test_it_asks_for_two_leads(team: Team) -> None:
    said = team.run("merge", "1")
    assert said.code == 2
    assert "name two leads" in said.err
    assert "one lead already" in team.run("merge", "1", "claire@globex.example").err


def test_it_prints_json(team: Team) -> None:
    made = team.json("merge", "1", "2")
    assert made == {
        "merge": 1,
        "kind": "person",
        "winner": 1,
        "loser": 2,
        "moved": 1,
        "apart": False,
        "relation": None,
    }
