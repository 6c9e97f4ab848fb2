"""`prospector measure` says what rules are worth, and when a difference would show."""

from pathlib import Path

import pytest
from sqlmodel import select

from prospector.rules.loader import load_ruleset
from prospector.tables import Draft
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


def test_it_compares_the_texts_of_a_message(team: Team) -> None:
    said = team.run("measure", "variants")
    assert said.out == (
        "no message has gone out in variants: docs/templates.md says how to write one\n"
    )
    with team.database().write() as session:
        for one in session.exec(select(Draft)).all():
            letter = "" if (one.id or 0) % 3 else ".b"
            one.template = f"attended-event/1-thank-you.email.en{letter}.j2"
            session.add(one)
    said = team.run("measure", "variants", "--outcome", "approved")
    lines = said.out.splitlines()
    assert lines[0] == "Variants: predicts SDR approval, not meetings"
    assert lines[2].startswith("attended-event/1-thank-you.email.en.j2, 2026-10-")
    assert " ".join(lines[3].split()) == "variant judged approved rate (95 %) against a"
    assert lines[4].startswith("a ")
    assert lines[5].startswith("b ")
    assert lines[5].rstrip().endswith("too few")
    told = team.json("measure", "variants", "--outcome", "approved")
    (message,) = told["messages"]
    assert [one["variant"] for one in message["variants"]] == ["a", "b"]
    assert (told["title"], told["outcome"]) == ("predicts SDR approval, not meetings", "approved")
