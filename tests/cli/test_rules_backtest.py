"""`prospector rules backtest` says what rules would have done, on the terminal, as JSON and as a page."""

from pathlib import Path

import pytest

from prospector.cli._rules_backtest import RUNGS
from prospector.measure.ladder import Rung
from prospector.rules.loader import load_ruleset
from tests.cli.team import Team, make
from tests.measure.decided import decide
from tests.review.rows import NOW

DAYS = ("--since", "2026-10-28", "--until", "2026-11-05")


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = make(tmp_path)
    decide(made.database(), load_ruleset(made.folder / "rules"), now=NOW)
    return made


def test_it_names_every_rung() -> None:
    assert list(RUNGS) == [rung.value for rung in Rung]


def test_it_tells_precision_with_its_doubts(team: Team) -> None:
    said = team.run("rules", "backtest", *DAYS, "--capacity", "5")
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert lines[0] == "Backtest: predicts SDR approval, not meetings"
    assert lines[1] == "2026-10-28 to 2026-11-05: 9 mornings, 5 leads a day"
    assert lines[2].startswith("! Past drafts followed the rules of then")
    assert "precision@5" in said.out
    assert "intent attended-event" in said.out


def test_it_holds_edited_rules_against_those_in_force(team: Team) -> None:
    team.run("score")
    path = team.folder / "rules" / "grades.yaml"
    text = path.read_text("utf-8")
    assert "priority: intent * fit_expected / 100" in text
    path.write_text(text.replace("priority: intent * fit_expected / 100", "priority: fit"), "utf-8")
    told = team.json("rules", "backtest", *DAYS, "--capacity", "3")
    assert [one["name"] for one in told["sides"]] == ["rules/", "in force"]
    assert told["sides"][0]["version"] != told["sides"][1]["version"]
    assert told["comparison"] is not None
    assert (told["rung"], told["since"], told["capacity"]) == ("approved", "2026-10-28", 3)


def test_it_writes_a_page_in_a_language(team: Team, tmp_path: Path) -> None:
    out = tmp_path / "backtest.html"
    words = ("--since", "2026-11-03", "--until", "2026-11-04", "--against", "rules", "--lang", "fr")
    said = team.run("rules", "backtest", *words, "--outcome", "meeting", "--out", str(out))
    assert said.code == 0, said.err
    assert f"the report is in {out}" in said.err
    assert "Backtest : prédit les rendez-vous" in out.read_text("utf-8")
    assert "! Too few outcomes: 0 cases of the window reached" in said.out
    assert "both held the same leads" in said.out


def test_it_refuses_what_it_cannot_write_or_find(team: Team, tmp_path: Path) -> None:
    short = ("--since", "2026-11-04", "--until", "2026-11-04")
    said = team.run("rules", "backtest", *short, "--out", str(tmp_path / "no" / "x.html"))
    assert said.code == 2
    assert "cannot be written" in said.err
    said = team.run("rules", "backtest", *short, "--against", "feedbeef")
    assert said.code == 1
    assert "no rules of version 'feedbeef' were kept" in said.err
