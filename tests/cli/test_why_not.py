"""`prospector why-not`: the first gate, when it lifts, what to do; or where the draft is."""

from pathlib import Path

import pytest

from tests.cli.handing_over import SEGMENT, Desk, desk


@pytest.fixture
def team(tmp_path: Path) -> Desk:
    return desk(tmp_path)


def test_it_names_the_gate_and_the_line_it_rests_on(team: Desk) -> None:
    said = team.run("why-not", "erin@happy.example")
    first, second, third = said.out.splitlines()
    assert first == "erin@happy.example: stopped (customer)"
    assert second == "  Happy is a customer (hubspot, hubspot.csv line 12)."
    assert third.startswith("  Nothing to do.")
    assert team.json("why-not", str(team.stopped)) == {
        "lead": team.stopped,
        "verdict": "stopped",
        "reason": "Happy is a customer (hubspot, hubspot.csv line 12)",
        "gate": "customer",
        "lifts_at": None,
        "action": third.strip(),
        "draft": None,
    }


def test_it_says_when_a_gate_lifts_in_the_teams_own_time(team: Desk) -> None:
    team.run("skip", str(team.queued), "--reason", "bad_message")
    said = team.run("why-not", "dora@initech.example")
    assert "stopped (cool down)" in said.out
    assert "  Lifts 2026-12-16 10:00.\n" in said.out


def test_it_says_where_a_draft_is_and_who_is_planned(team: Desk) -> None:
    assert "draft 1 is approved" in team.run("why-not", "charlie@globex.example").out
    assert "has draft" in team.run("why-not", "dora@initech.example").out
    team.world.lead("Frank", email="frank@hooli.example", segment=SEGMENT)
    said = team.run("why-not", "frank@hooli.example")
    assert "planned" in said.out
    assert "owner" not in said.out


def test_it_says_who_is_unknown(team: Desk) -> None:
    said = team.run("why-not", "nobody@acme.example")
    assert said.code == 1
    assert "no lead 'nobody@acme.example'" in said.err
