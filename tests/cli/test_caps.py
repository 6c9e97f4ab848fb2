"""`prospector caps`: limit, used, booked and left of every cap."""

from pathlib import Path

import pytest

from tests.cli.handing_over import Desk, desk


@pytest.fixture
def team(tmp_path: Path) -> Desk:
    return desk(tmp_path)


def test_it_shows_each_cap_and_hides_people_with_room(team: Desk) -> None:
    team.run("export", "generic")
    said = team.run("caps")
    header, *rows = said.out.splitlines()
    assert header.split() == ["cap", "limit", "used", "booked", "left"]
    workspace = next(row for row in rows if "from all of us" in row)
    assert workspace.split()[-4:] == ["150", "1", "0", "149"]
    mailbox = next(row for row in rows if "e-mails a day from" in row)
    assert mailbox.split()[-4:] == ["25", "1", "0", "24"]
    assert "Globex" not in said.out
    assert "Charlie" not in said.out
    assert "more unused caps of segments: --all lists them" in said.err
    segments = [row.split()[-3] for row in rows if "in the segment" in row]
    assert segments
    assert "0" not in segments
    assert "more caps of single people and accounts: --all lists them" in said.err
    every = team.run("caps", "--all").out
    assert "2 first messages a day to Globex" in every
    assert "1 message a day to Charlie" in every


def test_it_answers_in_json(team: Desk) -> None:
    team.run("export", "generic")
    rows = {row["label"]: row for row in team.json("caps")}
    row = rows["150 messages a day from all of us"]
    assert {name: row[name] for name in ("scope", "window", "limit", "used", "booked", "left")} == {
        "scope": "workspace",
        "window": "day",
        "limit": 150,
        "used": 1,
        "booked": 0,
        "left": 149,
    }
    assert rows["3 people in a sequence at Globex"]["left"] == 2
