"""Everybody explained, on the screen and as JSON."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from prospector.cli._words import Words
from prospector.cli.ready import _lifts
from prospector.store import drafts
from prospector.store.database import Database
from prospector.tables import Account, DraftStatus, Lead, Relation
from tests.cli.team import Team, make
from tests.review.rows import NOW, fill
from tests.store.test_funnel import a_score


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


def score(database: Database) -> None:
    """Bob and Dora have a draft; Charlie's is held for its text; Erin's is done; Frank is new."""
    *_, charlie, erin = fill(database)
    with database.write() as session:
        drafts.move(session, charlie, DraftStatus.QUEUED, DraftStatus.HELD, held_gate="needs_data")
        drafts.move(session, erin, DraftStatus.QUEUED, DraftStatus.DONE)
        leads = session.exec(select(Lead).order_by(col(Lead.id))).all()
        session.add_all([a_score(lead.id or 0) for lead in leads])
        session.add(Lead(first_name="Frank", country="FR", first_seen_at=NOW))
        client = Account(name="Old", relation=Relation.CUSTOMER, first_seen_at=NOW)
        session.add(client)
        session.flush()
        grace = Lead(first_name="Grace", account_id=client.id, country="FR", first_seen_at=NOW)
        session.add(grace)
        session.flush()
        session.add(a_score(grace.id or 0))


def test_it_counts_everybody_in_the_order_of_the_gates(team: Team) -> None:
    score(team.database())
    found = team.json("ready")
    assert found["people"] == 6
    assert found["ready"] == 2
    assert [(drop["gate"], drop["count"], drop["left"]) for drop in found["drops"]] == [
        ("not_scored", 1, 5),
        ("customer", 1, 4),
        ("no_segment", 1, 3),
        ("needs_data", 1, 2),
    ]
    assert [drop["yield"] for drop in found["drops"]] == [1, 0, 1, 1]
    assert all(drop["action"] for drop in found["drops"])


def test_it_ends_with_the_drafts_that_are_ready(team: Team) -> None:
    score(team.database())
    lines = team.run("ready").out.splitlines()
    assert lines[0].split() == ["gate", "people", "left", "yield", "what", "to", "do"]
    assert lines[1].split() == ["people", "known", "6", "6"]
    assert lines[2].split()[:5] == ["not", "scored", "-1", "5", "1"]
    assert lines[2].rstrip().endswith("Run `prospector run`.")
    assert lines[-1] == "2 drafts ready"


def test_it_says_when_a_gate_lifts_on_the_calendar_of_the_workspace() -> None:
    midnight = NOW.replace(hour=23)
    assert (
        _lifts(Words("en"), midnight, ZoneInfo("Europe/Paris")) == " The first lifts on 2026-11-17."
    )
    assert _lifts(Words("en"), None, ZoneInfo("Europe/Paris")) == ""


def test_it_says_that_nobody_is_known(team: Team) -> None:
    said = team.run("ready")
    assert said.out == "nobody is known yet: `prospector import FILE` takes people in\n"
    assert team.json("ready") == {
        "people": 0,
        "drops": [],
        "ready": 0,
        "unresolved": 0,
        "tasks": {"open": 0, "due": 0},
    }
