"""`prospector suppress`: from this moment on, and without keeping the value."""

from pathlib import Path

import pytest

from tests.cli.handing_over import Desk, desk


@pytest.fixture
def team(tmp_path: Path) -> Desk:
    return desk(tmp_path)


def test_it_holds_open_drafts_and_lets_nothing_leave(team: Desk) -> None:
    said = team.run("suppress", "Charlie@Globex.example", "--reason", "asked by phone")
    assert said.out == "suppressed email charlie@globex.example; 1 open draft held\n"
    assert team.run("export", "generic").out == "nothing to export: no draft is approved\n"
    why = team.run("why-not", "charlie@globex.example").out
    assert "(suppressed)" in why
    assert "asked by phone" in why
    again = team.run("suppress", "charlie@globex.example", "--reason", "again")
    assert again.out.startswith("was suppressed already: email charlie@globex.example")


def test_it_keeps_no_address_in_the_store(team: Desk) -> None:
    team.json("suppress", "somebody@elsewhere.example", "--reason", "asked")
    content = b"".join(path.read_bytes() for path in team.team.folder.glob("prospector.db*"))
    assert b"somebody@elsewhere" not in content
    key = team.team.folder / ".prospector" / "suppression.key"
    assert key.read_bytes() not in content
    assert key.stat().st_mode & 0o077 == 0


def test_it_refuses_what_names_nobody(team: Desk) -> None:
    said = team.run("suppress", "Charlie", "--reason", "asked")
    assert said.code == 2
    assert "is no e-mail address, profile URL, phone number or domain" in said.err
    assert team.run("suppress", "x@y.example").code == 2  # a reason is needed
