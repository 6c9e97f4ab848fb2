"""The queue on the screen and as JSON."""

import json
from pathlib import Path

import pytest

from prospector.cli.queue import STATUSES
from prospector.store import drafts
from prospector.tables import DraftStatus
from tests.cli.team import Team, make
from tests.review.rows import NOW, fill


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def test_it_shows_one_row_per_draft_with_one_account_together(team: Team) -> None:
    fill(team.database())
    said = team.run("queue")
    assert said.code == 0
    header, *rows = said.out.splitlines()
    assert header.split() == [
        "grade", "lead", "account", "segment", "why", "now", "channel", "draft"
    ]  # fmt: skip
    assert [row.split()[1] for row in rows] == ["Bob", "Charlie", "Dora", "Erin"]
    assert "Acme is hiring: Sales Manager" in rows[0]
    assert "4 drafts" in said.err


def test_it_cuts_nothing_on_a_narrow_terminal(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(team.database())
    monkeypatch.setenv("COLUMNS", "80")
    lines = [line.rstrip() for line in team.run("queue").out.splitlines()]
    assert max(map(len, lines)) <= 80
    assert lines[:4] == [
        "       lead, account                  segment",
        "grade  why now                        channel            draft",
        "A1     Bob Martin, Acme               hiring-sales-team      1",
        "       Acme is hiring: Sales Manager  email",
    ]


def test_it_prints_the_documented_keys(team: Team) -> None:
    fill(team.database())
    first = team.json("queue")[0]
    assert set(first) >= {
        "draft", "lead", "account", "grade", "priority", "fit", "intent", "segment", "why_now",
        "channel", "language", "subject", "body", "cites", "status", "owner",
    }  # fmt: skip
    assert set(first["lead"]) >= {"id", "email", "name", "title"}
    assert set(first["account"]) >= {"name", "domain"}
    assert first["cites"] == [1]
    assert (first["status"], first["intent"]) == ("queued", 45.123456789)


def test_it_shows_one_owner_and_refuses_an_unknown_one(team: Team) -> None:
    fill(team.database())
    assert len(team.json("queue", "--owner", "alice")) == 3
    said = team.run("queue", "--owner", "zoe")
    assert said.code == 2
    assert said.err == "error: --owner: no SDR 'zoe' in rules/policy.yaml; known: alice\n"


def test_it_shows_the_first_draft_whole(team: Team) -> None:
    fill(team.database())
    said = team.run("queue", "--first").out
    assert said.startswith("A1 · Bob Martin · CTO · Acme\nwhy now: Acme is hiring: Sales Manager\n")
    assert "Subject: Your new sales team" in said
    assert len(team.json("queue", "--first")) == 1


def test_it_explains_an_empty_queue_in_one_line(team: Team) -> None:
    assert team.run("queue").out == "the queue is empty: `prospector ready` says why\n"
    assert team.run("queue", "--status", "approved").out == "no draft is approved\n"
    assert team.json("queue") == []


def test_it_shows_what_is_held_by_which_gate_until_when(team: Team) -> None:
    database = team.database()
    first, *_ = fill(database)
    with database.write() as session:
        drafts.move(
            session,
            first,
            DraftStatus.QUEUED,
            DraftStatus.HELD,
            held_gate="caps",
            held_reason="25 of 25 e-mails left today",
            held_until=NOW.replace(hour=23),  # past midnight in Paris
        )
    said = team.run("queue", "--held")
    row = said.out.splitlines()[1]
    assert "caps" in row
    assert "25 of 25 e-mails left today" in row
    assert "2026-11-17" in row
    assert json.loads(team.run("queue", "--held", "--json").out)[0]["held"]["gate"] == "caps"


def test_it_names_every_status() -> None:
    assert set(STATUSES) == set(DraftStatus)
