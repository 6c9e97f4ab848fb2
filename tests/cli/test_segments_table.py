"""`prospector segments table` in every format and both languages."""

import csv
import json
import re
from pathlib import Path

import pytest

from prospector import score, segment
from prospector.rules.loader import load_ruleset
from tests.cli.team import Team, make
from tests.cli.test_score import people
from tests.shelf import shelve
from tests.stories import NOW

TABLE = ("segments", "table")


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = make(tmp_path_factory.mktemp("made"))
    database, ruleset = made.database(), load_ruleset(made.folder / "rules")
    shelve(database, people())
    score.score(database, ruleset, now=NOW)
    segment.segment(database, ruleset, now=NOW)
    return made


def test_it_shows_a_block_per_segment_where_there_is_no_room(team: Team) -> None:
    said = team.run(*TABLE, "--lang", "en", now=NOW)
    assert said.code == 0
    assert "(attended-event)\n" in said.out
    assert "  Counts: leads: 1; companies: 1; of all in segments: 100%" in said.out
    assert said.out.count("  Decision maker: ") == 13


def test_it_shows_a_grid_on_a_wide_terminal(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TERM", "xterm")
    said = team.run(*TABLE, "--lang", "fr", now=NOW)
    assert "┏" in said.out
    assert "Décideur" in said.out
    plain = re.sub("\x1b\\[[0-9;]*m", "", said.out)
    assert max(map(len, plain.splitlines())) == 160
    assert said.err == ""


def test_it_gives_json(team: Team) -> None:
    found = json.loads(team.run(*TABLE, "--json", "--lang", "fr", now=NOW).out)
    rows = {row["segment"]: row for row in found["rows"]}
    assert (found["language"], found["ours"]) == ("fr", "Acme")
    assert rows["dormant-customer"]["label"] == "Client endormi"
    assert rows["attended-event"]["counts"] == {"leads": 1, "accounts": 1, "share": 1.0}
    assert rows["attended-event"]["kpi"]["replied"] == {
        "count": 0,
        "n": 0,
        "share": None,
        "low": None,
        "high": None,
    }
    assert json.loads(team.run(*TABLE, "--format", "json", "--lang", "fr", now=NOW).out) == found


def test_it_writes_what_the_files_name_says(team: Team, tmp_path: Path) -> None:
    for name in ("table.csv", "table.html", "table.json", "table.pptx"):
        said = team.run(*TABLE, "--out", str(tmp_path / name), now=NOW)
        assert (said.code, said.out) == (0, "")
        assert said.err == f"13 segments written to {tmp_path / name}\n"
    assert (tmp_path / "table.pptx").read_bytes().startswith(b"PK")
    content = (tmp_path / "table.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert [row["leads"] for row in rows if row["segment"] == "attended-event"] == ["1"]
    assert (tmp_path / "table.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert len(json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))["rows"]) == 13


def test_it_asks_for_a_format_it_can_write(team: Team, tmp_path: Path) -> None:
    said = team.run(*TABLE, "--out", str(tmp_path / "table.doc"), now=NOW)
    assert said.code == 2
    assert "say --format csv, json, html or pptx" in said.err
    assert "say --out FILE" in team.run(*TABLE, "--format", "pptx", now=NOW).err
    said = team.run(*TABLE, "--out", str(tmp_path / "no" / "table.csv"), now=NOW)
    assert said.code == 2
    assert "cannot be written" in said.err
