"""`prospector explain` shows the stored score, part by part, or that of another time."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlmodel import select

from prospector.app import open_app
from prospector.cli import prospector
from prospector.store import suppressions
from prospector.store.suppressions import Value
from prospector.tables import Lead, Score, SegmentMembership, SuppressionKind
from tests.cli.team import Team, make
from tests.cli.test_score import people
from tests.shelf import shelve
from tests.stories import NOW

BOB = "bob@globex.example"


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = make(tmp_path)
    shelve(made.database(), people())
    made.run("score", now=NOW)
    return made


def test_it_prints_the_documented_keys(team: Team) -> None:
    found = json.loads(team.run("explain", BOB, "--json", now=NOW).out)
    assert set(found) >= {
        "lead", "as_of", "known_at", "ruleset", "fit", "intent", "grade", "priority", "outlook",
    }  # fmt: skip
    assert set(found["fit"]) >= {
        "profile", "score", "lower", "upper", "expected", "known_share", "parts",
    }  # fmt: skip
    assert set(found["intent"]) >= {"score", "raw", "parts"}
    part = next(one for one in found["intent"]["parts"] if "cap" not in one)
    assert set(part) >= {
        "rule", "group", "points", "signal", "age_days", "decay", "weight", "source", "why",
    }  # fmt: skip
    for number in ("fit", "intent"):
        points = [Decimal(repr(one["points"])) for one in found[number]["parts"]]
        assert sum(points) == Decimal(repr(found[number]["score"]))


def test_it_tells_the_score_in_words(team: Team) -> None:
    said = team.run("explain", BOB, now=NOW)
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].endswith("Bob · Globex")
    assert lines[1].startswith("as of 2026-11-21 12:00 UTC, rules ")
    assert any("signals.csv:2" in line for line in lines)
    assert any(line.strip().startswith("fit ") for line in lines)
    assert any("if nothing happens" in line for line in lines)
    assert any(line.startswith("  intent ") and "█" in line for line in lines)
    with team.database().write() as session:
        lead = session.exec(select(Lead).where(Lead.email == BOB)).one()
        version = session.exec(select(Score.ruleset)).first() or ""
        session.add(
            SegmentMembership(
                lead_id=lead.id or 0,
                segment="attended-event",
                since=NOW,
                as_of=NOW,
                ruleset=version,
                reason="x",
                evidence=[1],
                behaviour="zen",
            )
        )
    again = team.run("explain", BOB, now=NOW).out
    assert "segment Attended our event (attended-event), since 2026-11-21" in again
    assert "behaviour Zen: One question, and leave it there." in again
    told = json.loads(team.run("explain", BOB, "--json", now=NOW).out)
    (cited,) = told["evidence"]
    assert (cited["signal"], cited["source"]["line"], cited["citable"]) == (1, 2, True)
    assert "\nA message may cite:\n  [1] 2026-11-20 commented on a post · Post 1" in again


def test_it_shows_the_stored_score_unless_given_a_time(team: Team) -> None:
    words = ["--workspace", str(team.folder), "explain", BOB, "--json"]
    stored = json.loads(CliRunner().invoke(prospector, words).stdout)
    assert stored["as_of"] == NOW.isoformat()
    then = json.loads(team.run("explain", BOB, "--json", now=NOW + timedelta(days=30)).out)
    assert then["as_of"] == (NOW + timedelta(days=30)).isoformat()
    assert then["intent"]["score"] < stored["intent"]["score"]


def test_it_says_when_other_rules_made_the_stored_score(team: Team) -> None:
    grades = team.folder / "rules" / "grades.yaml"
    grades.write_text(grades.read_text().replace("priority:", "# \npriority:"), encoding="utf-8")
    words = ["--workspace", str(team.folder), "explain", BOB]
    assert CliRunner().invoke(prospector, words).stderr == ""  # a comment changes no rules
    intent = team.folder / "rules" / "intent.yaml"
    intent.write_text(intent.read_text().replace("horizon: 180", "horizon: 181"), encoding="utf-8")
    assert team.run("rules", "publish").code == 0
    assert "made by other rules" in CliRunner().invoke(prospector, words).stderr


def test_it_refuses_an_unknown_lead(team: Team) -> None:
    said = team.run("explain", "nobody@globex.example", now=NOW)
    assert said.code == 1
    assert said.err.startswith("error: no lead 'nobody@globex.example'")


def test_it_computes_the_score_of_now_when_told_so(team: Team) -> None:
    words = ["--workspace", str(team.folder), "--as-of", "now", "explain", BOB, "--json"]
    found = json.loads(CliRunner().invoke(prospector, words).stdout)
    assert found["as_of"] > NOW.isoformat()


def test_it_scores_any_time_under_any_rules_that_were_kept(team: Team) -> None:
    first = json.loads(team.run("explain", BOB, "--json", now=NOW).out)
    intent = team.folder / "rules" / "intent.yaml"
    intent.write_text(intent.read_text().replace("horizon: 180", "horizon: 181"), encoding="utf-8")
    assert team.run("rules", "publish").code == 0
    team.run("score", now=NOW)
    second = json.loads(team.run("explain", BOB, "--json", now=NOW).out)
    assert second["ruleset"] != first["ruleset"]
    by = ("explain", BOB, "--json", "--ruleset", first["ruleset"][:8])
    assert json.loads(team.run(*by, now=NOW).out) == first
    earlier = json.loads(team.run(*by, now=NOW - timedelta(days=1.5)).out)
    assert earlier["ruleset"] == first["ruleset"]
    assert {part["kind"] for part in earlier["intent"]["parts"] if "kind" in part} == {
        "event_attended"
    }
    folder = json.loads(team.run("explain", BOB, "--json", "--ruleset", str(intent.parent)).out)
    assert folder["ruleset"] == second["ruleset"]
    unknown = team.run("explain", BOB, "--ruleset", "beef")
    assert unknown.code == 1
    assert "no rules of version 'beef' were kept" in unknown.err


def test_it_writes_a_page_in_a_language(team: Team, tmp_path: Path) -> None:
    out = tmp_path / "bob.html"
    said = team.run("explain", BOB, "--html", str(out), "--lang", "fr", now=NOW)
    assert (said.code, said.out, said.err) == (0, "", f"écrit dans {out}\n")
    assert '<html lang="fr">' in out.read_text(encoding="utf-8")
    nowhere = team.run("explain", BOB, "--html", str(tmp_path / "no" / "x.html"), now=NOW)
    assert (nowhere.code, "cannot be written" in nowhere.err) == (2, True)


@pytest.mark.parametrize("reason", ["opted_out", "bounced"])
def test_it_tells_of_a_merge_and_says_since_when_somebody_is_suppressed(
    team: Team, reason: str
) -> None:
    with team.database().write() as session:
        bob = session.exec(select(Lead).where(Lead.email == BOB)).one()
        other = Lead(first_seen_at=NOW, merged_into=bob.id)
        session.add(other)
        session.flush()
        number = other.id
        value = Value(SuppressionKind.EMAIL, BOB)
        key = open_app(team.folder).suppression_key
        suppressions.add(session, value, key=key, reason=reason, source="x", at=NOW)
    said = team.run("explain", f"#{number}", now=NOW)
    assert said.code == 0
    assert f"lead {number} was merged: this is who they are now" in said.err
    assert ("no score (suppressed)" in said.out) is (reason == "opted_out")
    assert ("mail to them came back" in said.err) is (reason == "bounced")
    found = json.loads(team.run("explain", str(number), "--json", now=NOW).out)
    assert (found["merged_from"], found["suppressed"]) == (number, [reason])
    assert found["lead"]["email"] == BOB
    if reason == "opted_out":
        assert (found["gate"], found["grade"], found["intent"]) == ("suppressed", None, None)
        assert "since 2" in found["reason"]
