"""`prospector measure` says what rules are worth, and when a difference would show."""

from pathlib import Path

import pytest

from prospector.rules.loader import load_ruleset
from tests.cli.team import Team, make
from tests.measure.decided import decide
from tests.review.rows import NOW


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = make(tmp_path)
    decide(made.database(), load_ruleset(made.folder / "rules"), now=NOW)
    return made


def test_it_plans_when_a_difference_would_show(team: Team) -> None:
    said = team.run("measure", "plan", "--difference", "10", "--difference", "20")
    assert said.code == 0, said.err
    assert said.out.splitlines()[:2] == [
        "Plan: predicts SDR approval, not meetings",
        "50.0 % (38.6 to 61.4) “approved” of 70 cases, 25.8 a week over 3 weeks",
    ]
    told = team.json("measure", "plan", "--difference", "10")
    assert (told["rung"], told["window"], told["base"]["n"]) == ("approved", 0, 70)
    (wait,) = told["waits"]
    assert (wait["difference"], wait["other"], wait["per_side"]) == (10.0, 0.6, 388)
    assert "10 points" in said.out


def test_it_plans_nothing_by_too_few(team: Team) -> None:
    said = team.run("measure", "plan", "--outcome", "won")
    assert said.out.splitlines() == [
        "Plan: predicts signed deals",
        "too few cases to plan by: 0 of 0 “won” in the last 12 weeks",
    ]


def test_it_says_what_rules_and_segments_are_worth(team: Team) -> None:
    days = ("--since", "2026-10-28", "--until", "2026-11-06")
    said = team.run("measure", "lift", *days)
    assert said.code == 0, said.err
    assert said.out.startswith("Lift: predicts SDR approval, not meetings\n")
    assert "35 of 70 judged cases reached it" in said.out
    assert "would stand out by chance alone" in said.out
    told = team.json("measure", "lift", *days)
    rules = {(one["where"], one["name"]): one for one in told["rules"]}
    attended = rules["intent", "attended-event"]
    assert (attended["with_it"]["count"], attended["with_it"]["n"]) == (35, 35)
    assert attended["lift"]["high"] is None
    assert attended["clear"]
    assert "sides" not in told
