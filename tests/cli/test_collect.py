"""Running feeds from the command line."""

from pathlib import Path

import pytest

from tests.cli.team import Team, make

FEEDS = """\
feeds:
  shop:
    path: in/*.csv
    kind: purchased
    origin: our shop
"""


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = make(tmp_path)
    (made.folder / "rules" / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    (made.folder / "in").mkdir()
    return made


def test_it_takes_new_files_and_says_when_there_are_none(team: Team) -> None:
    said = team.run("collect")
    assert (said.code, said.err) == (0, "no new file in any feed\n")
    text = "email,date,subject,amount\nalice@globex.example,2026-11-02,Licence,10\n"
    (team.folder / "in" / "a.csv").write_text(text, encoding="utf-8")
    found = team.json("collect", "shop")
    assert [found[key] for key in ("feeds", "rows", "taken", "errors")] == [1, 1, 1, []]
    assert team.run("collect").err == "no new file in any feed\n"


def test_it_fails_when_a_file_could_not_be_read_or_a_row_was_refused(team: Team) -> None:
    (team.folder / "in" / "a.csv").write_text("email,date\nnobody,2026-11-02\n", encoding="utf-8")
    (team.folder / "in" / "b.csv").write_bytes(b"\x89PNG")
    said = team.run("collect")
    assert said.code == 1
    assert "error: in/b.csv:1: this is a PNG image" in said.err
    assert "in/a.csv:2: no_identity" in said.out


def test_it_refuses_a_feed_nobody_configured(team: Team) -> None:
    said = team.run("collect", "shp")
    assert (said.code, said.err) == (1, "error: no feed 'shp' in rules/feeds.yaml: it has shop\n")


def test_it_says_that_no_feed_is_configured(team: Team) -> None:
    (team.folder / "rules" / "feeds.yaml").write_text("feeds: {}\n", encoding="utf-8")
    assert team.run("collect").err == "rules/feeds.yaml has no feed\n"
