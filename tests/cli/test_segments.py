"""`prospector segments` lists sizes and says why a lead is in one."""

import json

import pytest

from tests.cli.team import Team, make
from tests.cli.test_score import people
from tests.shelf import shelve
from tests.stories import NOW


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = make(tmp_path_factory.mktemp("made"))
    shelve(made.database(), people())
    made.run("run", "--until", "segment", now=NOW)
    return made


def test_it_lists_every_segment_with_its_size(team: Team) -> None:
    rows = json.loads(team.run("segments", "list", "--json", now=NOW).out)
    assert len(rows) >= 9
    assert {"segment", "label", "purpose", "leads"} == set(rows[0])
    assert sum(row["leads"] for row in rows) == 1
    said = team.run("segments", "list", now=NOW)
    assert said.out.splitlines()[0].split() == ["segment", "label", "purpose", "leads"]


def test_it_shows_why_a_lead_is_in_its_segment(team: Team) -> None:
    found = json.loads(team.run("segments", "show", "bob@globex.example", "--json", now=NOW).out)
    assert found["segment"] is not None
    assert found["reason"]
    assert [move["to"] for move in found["movements"]] == [found["segment"]]
    assert {signal["kind"] for signal in found["evidence"]} <= {"post_commented", "event_attended"}
    said = team.run("segments", "show", "bob@globex.example", now=NOW)
    assert said.out.startswith(
        f"bob@globex.example: {found['segment']} since 2026-11-21\n  because "
    )


def test_it_says_when_a_lead_is_in_none(team: Team) -> None:
    found = json.loads(team.run("segments", "show", "carol@mail.example", "--json", now=NOW).out)
    assert (found["segment"], found["reason"]) == (None, "no segment's condition holds")
    said = team.run("segments", "show", "carol@mail.example", now=NOW)
    assert said.out == "carol@mail.example: in no segment\n  because no segment's condition holds\n"
