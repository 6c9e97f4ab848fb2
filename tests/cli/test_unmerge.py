"""unmerge makes two leads again of one."""

from pathlib import Path

import pytest

from tests.cli.team import Team, make
from tests.cli.test_merge import ROWS
from tests.resolve.sightings import see


@pytest.fixture
def team(tmp_path: Path) -> Team:
    team = make(tmp_path)
    see(team.database(), *ROWS)
    team.run("resolve")
    return team


def test_it_takes_a_merge_by_hand_back(team: Team) -> None:
    team.run("merge", "1", "2")
    said = team.run("unmerge", "1")
    assert (said.code, said.out) == (0, "merge 1 taken back: lead 2 is its own again\n")
    assert "kept apart" not in said.err
    assert len(team.json("duplicates")) == 1
    assert "taken back before" in team.run("unmerge", "1").err


def test_it_says_that_rows_will_not_join_them_again(team: Team) -> None:
    see(
        team.database(),
        {"email": "claire@globex.example", "linkedin_url": "linkedin.com/in/claire"},
    )
    team.run("resolve")
    assert "kept apart" in team.run("unmerge", "1").err
    assert team.json("merge", "--list") == []
    assert team.json("resolve")["merged"] == 0


def test_it_names_a_merge_that_is_none(team: Team) -> None:
    said = team.run("unmerge", "7")
    assert (said.code, said.err) == (1, "error: no merge 7: `prospector merge --list` shows them\n")
