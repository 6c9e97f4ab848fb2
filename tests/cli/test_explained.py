"""An explanation in words and tables."""

from datetime import date
from io import StringIO

from rich.console import Console

from prospector.cli import _explained
from prospector.score.discounts import Discount
from prospector.score.explanation import Explanation, Fit, Intent
from prospector.score.outlook import Fall, Outlook, Rise
from prospector.score.parts import IntentPart, Source
from prospector.score.traits import FitPart
from prospector.score.uncounted import Uncounted
from prospector.score.waterfall import Bar
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
                discounts=(Discount("share", 0.5, "a colleague's: counts 50%"),),
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


def test_it_draws_where_each_bar_begins_and_ends() -> None:
    found = [
        Bar("attended", None, "why", 60 * NANO, 0, (0,)),
        Bar("liked", None, "why", 60 * NANO, 60 * NANO, (1, 2)),
        Bar("total", None, "at most", -20 * NANO, 120 * NANO, (3,), cap=True),
    ]
    lines = list(_explained.bars(found, 100 * NANO, label="intent", language="en"))
    assert lines == [
        "  attended                       " + f"{'█' * 18:<36}" + "   +60.0",
        "  liked (2 signals)              " + f"{' ' * 18}{'█' * 18}" + "   +60.0",
        "  ceiling or floor: total        " + f"{' ' * 30}{'░' * 6}" + "   -20.0",
        "  intent                         " + f"{'█' * 30:<36}" + "   100.0",
    ]
    assert max(map(len, lines)) <= 80


def test_it_draws_what_is_below_zero_and_nothing() -> None:
    below = [
        Bar("careers", None, "why", -20 * NANO, 0, (0,)),
        Bar("total", None, "floor", 20 * NANO, -20 * NANO, (1,), cap=True),
    ]
    first, _, last = _explained.bars(below, 0, label="intent", language="en")
    assert first == "  careers                        " + f"{'█' * 6:<36}" + "   -20.0"
    assert "█" not in last
    (only,) = _explained.bars([], 0, label="intent", language="en")
    assert only.split() == ["intent", "0.0"]


def test_it_lists_signals_that_gave_nothing_up_to_a_number() -> None:
    source = Source("web", "hook/7", 2)
    one = Uncounted(3, "page_visited", "pricing", NOW, source, "no_consent", "no consent")
    lines = list(_explained.uncounted([one] * 10, "en"))
    assert lines[:2] == [
        "Signals that gave nothing:",
        "  2026-11-21 page_visited pricing: no consent (web, hook/7:2)",
    ]
    assert (len(lines), lines[-1]) == (10, "  … 2")


def test_it_lists_points_with_their_factors_and_source() -> None:
    lines = printed(_explained.intent(FOUND)).splitlines()
    assert lines[0].split() == ["intent", "5.0", "rule", "why", "from"]
    assert "+6.0  liked  Alice liked Post 1" in lines[1]
    assert (
        "24 points x share 0.50 x repeated 0.50; 2.0 days; a colleague's: counts 50%; likers, likers.csv:7"
        in lines[1]
    )
    assert "-1.0  liked  rule liked: at most 5 points" in lines[2]


def test_it_lists_traits_and_what_is_at_stake() -> None:
    lines = printed(_explained.fit(FOUND)).splitlines()
    assert lines[0].split() == ["fit", "60.0", "core", "why", "holds"]
    assert lines[1].split() == ["+60.0", "size/mid", "mid-size", "yes"]
    assert "unknown (40.0 at stake): lead.seniority" in lines[2]
    assert lines[3].split()[-1] == "no"
