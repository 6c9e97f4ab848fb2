"""An explanation in words and tables."""

from datetime import date
from io import StringIO

from rich.console import Console

from prospector.cli import _explained
from prospector.score.explanation import Explanation, Fit, Intent
from prospector.score.outlook import Fall, Outlook, Rise
from prospector.score.parts import IntentPart, Source
from prospector.score.traits import FitPart
from tests.stories import NOW

NANO = 1_000_000_000
FOUND = Explanation(
    lead={"id": 1, "email": "a@acme.example", "name": "Alice", "title": None, "linkedin_url": None, "account": "Acme"},
    as_of=NOW,
    known_at=NOW,
    ruleset="abc",
    fit=Fit(
        profile="core",
        score=60 * NANO,
        upper=100 * NANO,
        expected=80 * NANO,
        unknown_field="lead.seniority",
        parts=[
            FitPart(60 * NANO, "mid-size", "mid", "size", holds=True, worth=60 * NANO),
            FitPart(0, "decides", "boss", "role", worth=40 * NANO, unknown=("lead.seniority",)),
            FitPart(0, "taken", "taken", "role", holds=False, worth=-20 * NANO),
        ],
    ),
    intent=Intent(
        score=5 * NANO,
        raw=5 * NANO,
        parts=[
            IntentPart(
                6 * NANO, "Alice liked Post 1", "liked", signal=3, age_days=2.04, rule_points=24.0,
                share=0.5, confidence=1.0, redundancy=0.5, decay=1.0,
                source=Source("likers", "likers.csv", 7),
            ),
            IntentPart(-NANO, "rule liked: at most 5 points", "liked", cap="liked"),
        ],
    ),
    grade="B3",
    disqualified_by=None,
    priority=4.0,
    whys={"en": "Alice liked Post 1", "fr": "Alice a aimé Post 1"},
    outlook=Outlook(falls=Fall(date(2026, 12, 4), "C3", NOW), rises=Rise("commented", 20.0, "B2")),
)  # fmt: skip


def printed(table: object) -> str:
    stream = StringIO()
    Console(file=stream, width=200).print(table)
    return stream.getvalue()


def test_it_heads_with_who_when_and_why() -> None:
    assert list(_explained.heading(FOUND)) == [
        "B3 · Alice · Acme",
        "as of 2026-11-21 12:00 UTC, rules abc, priority 4.0",
        "why now: Alice liked Post 1",
        "",
    ]


def test_it_lists_points_with_their_factors_and_source() -> None:
    lines = printed(_explained.intent(FOUND)).splitlines()
    assert lines[0].split() == ["intent", "5.0", "rule", "why", "from"]
    assert "+6.0  liked  Alice liked Post 1" in lines[1]
    assert "24 points x share 0.50 x repeated 0.50; 2.0 days; likers.csv:7" in lines[1]
    assert "-1.0  liked  rule liked: at most 5 points" in lines[2]


def test_it_lists_traits_and_what_is_at_stake() -> None:
    lines = printed(_explained.fit(FOUND)).splitlines()
    assert lines[0].split() == ["fit", "60.0", "core", "why", "holds"]
    assert lines[1].split() == ["+60.0", "size/mid", "mid-size", "yes"]
    assert "unknown (40.0 at stake): lead.seniority" in lines[2]
    assert lines[3].split()[-1] == "no"


def test_it_ends_with_what_comes_next() -> None:
    assert list(_explained.outlook(FOUND)) == [
        "",
        "fit could be 100.0; worth finding: lead.seniority",
        "falls to C3 on 2026-12-04 if nothing happens",
        "one signal of commented (+20) would make it B2",
    ]
