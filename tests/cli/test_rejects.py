"""Rejected rows on the command line: seen, understood, mended, taken."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.team import Team, make
from tests.review.rows import NOW

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
    assert team.run("rejects", "list", "--feed", "likes", "--code", "no_kind").err == (
        "0 rejected rows\n"
    )
    assert [row["code"] for row in team.json("rejects", "list")] == ["no_time", "ragged"]
    assert [row["line"] for row in team.json("rejects", "list", "--code", "ragged")] == [3]


@pytest.mark.parametrize("verb", ["list", "replay", "export", "conflicts"])
def test_it_says_that_no_such_feed_exists(team: Team, verb: str) -> None:
    said = team.run("rejects", verb, "--feed", "lykes")
    assert said.code == 1
    assert said.err == "error: no feed 'lykes': did you mean 'likes'?\n"
    assert "no feed 'x': there are likes\n" in team.run("rejects", verb, "--feed", "x").err


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


def test_it_lets_no_row_steer_the_terminal(team: Team) -> None:
    evil = "met,soon,\x1b]0;evil\x07@globex.example,\u202eb\n"
    (team.folder / "evil.csv").write_text(HEADER + evil, encoding="utf-8")
    told = team.run("import", str(team.folder / "evil.csv"), "--feed", "evil")
    number = team.json("rejects", "list", "--feed", "evil")[0]["id"]
    seen = team.run("rejects", "show", str(number))
    assert "␛]0;evil" in seen.out
    assert not {"\x1b", "\x07", "\u202e"} & set(told.out + told.err + seen.out)


def test_it_replays_what_a_word_mends_once(team: Team) -> None:
    found = team.json("rejects", "replay", "--code", "no_time", "--date", "2026-11-14")
    assert [found[key] for key in ("rows", "taken", "rejected")] == [1, 1, 0]
    said = team.run("rejects", "replay")
    assert said.code == 1
    assert "ragged" in said.out
    assert [row["status"] for row in team.json("rejects", "list", "--all")] == ["replayed", "open"]
    assert team.json("rejects", "replay", "1")["rows"] == 0


def test_it_filters_by_file_and_day(team: Team) -> None:
    assert len(team.json("rejects", "list", "--file", "in.csv")) == 2
    assert team.json("rejects", "list", "--file", "n.csv") == []
    day = NOW.date()
    assert len(team.json("rejects", "list", "--since", day.isoformat())) == 2
    assert team.json("rejects", "list", "--since", (day + timedelta(days=1)).isoformat()) == []
    assert team.run("rejects", "replay", "--file", "other.csv").code == 0


def test_it_closes_rejects_that_come_back_mended(team: Team) -> None:
    out = team.folder / "mend"
    said = team.run("rejects", "export", "--code", "ragged", "--out", str(out))
    path = out / "likes-in.csv"
    assert said.out == f"{path}\n"
    assert "prospector import" in said.err
    text = path.read_text(encoding="utf-8-sig")
    assert text.endswith(f",ragged,{RAGGED}")
    path.write_text(text.replace(",a,b", ",a"), encoding="utf-8-sig")
    assert team.json("import", str(path), "--feed", "likes")["taken"] == 1
    assert [row["code"] for row in team.json("rejects", "list")] == ["no_time"]
    assert team.json("import", str(path), "--feed", "likes")["seen"] == 1


def test_it_writes_rejects_to_no_device(team: Team) -> None:
    said = team.run("rejects", "export", "--out", "/dev/null")
    assert (said.code, said.err) == (
        2,
        "error: --out /dev/null is no folder: name one to write the rows to\n",
    )


def test_it_keeps_what_was_mended_in_vain_once(team: Team) -> None:
    for out in ("one", "two"):
        said = team.run("rejects", "export", "--code", "ragged", "--out", str(team.folder / out))
        path = Path(said.out.strip())
        text = path.read_text(encoding="utf-8-sig")
        assert text.count("prospector_reject") == text.count("ragged") == 1
        path.write_text(text.replace(",b\n", ",bb\n"), encoding="utf-8-sig")
        assert team.json("import", str(path), "--feed", "likes")["rejected"] == 1
        (row,) = team.json("rejects", "list", "--code", "ragged")
        assert (row["file"], row["status"]) == (f"{out}/{path.name}", "open")


def test_it_closes_no_reject_of_another_workspace(team: Team) -> None:
    path = team.folder / "foreign.csv"
    path.write_text(
        "prospector_reject,prospector_reason,kind,occurred_at,email\n"
        "2-0123abcd,ragged,met,2026-11-02,eve@globex.example\n",
        encoding="utf-8",
    )
    assert team.json("import", str(path))["taken"] == 1
    assert len(team.json("rejects", "list")) == 2
