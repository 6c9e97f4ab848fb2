"""A sitting at the terminal, answers piped in."""

from pathlib import Path

import pytest

from tests.cli.team import Team, make
from tests.review.rows import fill


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def test_it_shows_a_draft_with_who_why_and_the_signals_it_cites(team: Team) -> None:
    fill(team.database())
    said = team.run("review", keys="q\n")
    assert "1 of 4" in said.out
    assert "A1 · Bob Martin · CTO · Acme" in said.out
    assert "why now: Acme is hiring: Sales Manager" in said.out
    assert "Sales Manager · 2026-11-16 · jobs, jobs.json:3" in said.out
    assert "Subject: Your new sales team\n\nHello,\n\nyou are hiring.\n" in said.out
    assert said.out.endswith("nothing decided; 4 of 4 not decided\n")


def test_it_ends_with_the_input(team: Team) -> None:
    fill(team.database())
    said = team.run("review", keys="a\n")
    assert said.code == 0
    assert said.out.endswith("approved 1; 3 of 4 not decided\n")


def test_it_says_that_the_queue_is_empty(team: Team) -> None:
    assert team.run("review").out == "the queue is empty: `prospector ready` says why\n"


def test_it_goes_through_one_owners_drafts(team: Team) -> None:
    fill(team.database())
    assert "1 of 3" in team.run("review", "--owner", "alice", keys="q\n").out
