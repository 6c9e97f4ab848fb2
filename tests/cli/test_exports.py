"""`prospector exports`: receipts, and files written again."""

from pathlib import Path

import pytest

from tests.cli.handing_over import Desk, desk
from tests.cli.team import make


@pytest.fixture
def team(tmp_path: Path) -> Desk:
    found = desk(tmp_path)
    found.run("export", "lemlist")
    return found


def test_it_lists_receipts(team: Desk) -> None:
    said = team.run("exports", "list")
    header, row = said.out.splitlines()
    assert header.split() == ["export", "target", "day", "drafts", "held", "file"]
    assert row.split()[:5] == ["1", "lemlist", "2026-11-16", "1", "0"]
    (found,) = team.json("exports", "list")
    assert (found["id"], found["target"], found["drafts"]) == (1, "lemlist", 1)


def test_it_shows_who_got_what(team: Desk) -> None:
    said = team.run("exports", "show", "1")
    assert "export 1 to lemlist on 2026-11-16" in said.out
    assert (
        f"draft {team.approved}: step 1 of hiring-sales-team to charlie@globex.example" in said.out
    )
    (touch,) = team.json("exports", "show", "1")["touches"]
    assert touch["email"] == "charlie@globex.example"


def test_it_writes_the_file_again(team: Desk, tmp_path: Path) -> None:
    path = Path(team.json("exports", "list")[0]["path"])
    content = path.read_bytes()
    path.unlink()
    said = team.run("exports", "replay", "1")
    assert said.out == f"wrote 1 draft to {path}: identical to what left\n"
    assert path.read_bytes() == content
    copy = tmp_path / "copy.csv"
    assert team.json("exports", "replay", "1", "--out", str(copy))["identical"] is True
    assert copy.read_bytes() == content


def test_it_fails_loudly_when_the_content_differs(team: Desk) -> None:
    with team.world.database.write() as session:
        session.connection().exec_driver_sql("UPDATE export SET sha256 = 'other'")
    said = team.run("exports", "replay", "1")
    assert said.code == 1
    assert "NOT identical to what left" in said.out


def test_it_says_that_there_is_no_such_receipt(team: Desk) -> None:
    for verb in ("show", "replay"):
        said = team.run("exports", verb, "7")
        assert (said.code, said.err) == (
            1,
            "error: no export 7: `prospector exports list` lists them\n",
        )


def test_it_marks_an_interrupted_export(team: Desk) -> None:
    with team.world.database.write() as session:
        session.connection().exec_driver_sql("UPDATE export SET sha256 = NULL")
    assert "(interrupted)" in team.run("exports", "list").out
    assert "interrupted, the next export completes it" in team.run("exports", "show", "1").out
    said = team.run("export", "generic")
    assert "completed the interrupted export 1" in said.err


def test_it_says_that_nothing_was_exported_yet(tmp_path: Path) -> None:
    assert make(tmp_path).run("exports", "list").out.startswith("nothing was exported yet")
