"""Rejected rows on the command line: seen, understood, mended, taken."""

from pathlib import Path

import pytest

from tests.cli.team import Team, make

HEADER = "kind,occurred_at,email,subject\n"
UNDATED = "post_liked,,alice@globex.example,our post\n"
RAGGED = "met,2026-11-02,bob@globex.example,a,b\n"


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = make(tmp_path)
    (made.folder / "in.csv").write_text(HEADER + UNDATED + RAGGED, encoding="utf-8")
    assert made.run("import", str(made.folder / "in.csv"), "--feed", "likes").code == 1
    return made


def test_it_lists_open_rejects(team: Team) -> None:
    said = team.run("rejects", "list")
    assert said.code == 0
    assert "in.csv:2" in said.out
    assert "no_time" in said.out
    assert said.err == "2 rejected rows\n"
    assert "(the first 1 shown)" in team.run("rejects", "list", "--limit", "1").err
    assert team.run("rejects", "list", "--feed", "x").err == "0 rejected rows\n"
    assert [row["code"] for row in team.json("rejects", "list")] == ["no_time", "ragged"]
    assert [row["line"] for row in team.json("rejects", "list", "--code", "ragged")] == [3]


def test_it_shows_a_row_with_its_text_and_the_fix(team: Team) -> None:
    said = team.run("rejects", "show", "1")
    assert said.out.splitlines() == [
        "in.csv:2  feed likes  open",
        "no_time: neither the row nor its post says when",
        "Nothing says when it happened: import again with --date, the day the list was exported.",
        HEADER.strip(),
        UNDATED.strip(),
    ]
    found = team.json("rejects", "show", "2")
    assert (found["raw"], found["header"]) == (RAGGED, HEADER)
    assert (
        team.run("rejects", "show", "9").err
        == "error: no reject 9: `prospector rejects list` shows their numbers\n"
    )


def test_it_replays_what_a_word_mends_once(team: Team) -> None:
    found = team.json("rejects", "replay", "--code", "no_time", "--date", "2026-11-14")
    assert [found[key] for key in ("rows", "taken", "rejected")] == [1, 1, 0]
    said = team.run("rejects", "replay")
    assert said.code == 1
    assert "ragged" in said.out
    assert [row["status"] for row in team.json("rejects", "list", "--all")] == ["replayed", "open"]
    assert team.json("rejects", "replay", "1")["rows"] == 0


def test_it_writes_rows_to_mend_and_takes_them_mended(team: Team) -> None:
    out = team.folder / "mend"
    said = team.run("rejects", "export", "--code", "ragged", "--out", str(out))
    path = out / "likes-in.csv"
    assert said.out == f"{path}\n"
    assert path.read_text(encoding="utf-8") == HEADER + RAGGED
    path.write_text(HEADER + RAGGED.replace(",a,b", ",a"), encoding="utf-8")
    assert team.json("import", str(path), "--feed", "likes")["taken"] == 1
    assert team.json("rejects", "export", "--out", str(out))["rows"] == 2
