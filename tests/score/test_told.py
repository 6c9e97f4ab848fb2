"""An explanation in lines."""

from dataclasses import replace

from prospector.score import told
from prospector.score.paces import Paced
from tests.cli.test_explained import FOUND
from tests.score.test_waterfall import part


def test_it_heads_with_who_when_and_why() -> None:
    assert list(told.heading(FOUND)) == [
        "B3 · Alice · Acme",
        "as of 2026-11-21 12:00 UTC, rules abc, priority 4.0",
        "why now: Alice liked Post 1",
    ]
    french = list(told.heading(replace(FOUND, language="fr", disqualified_by="banned")))
    assert french[2:] == ["écartée par banned", "pourquoi maintenant\xa0: Alice a aimé Post 1"]


def test_it_says_when_nothing_says_now() -> None:
    assert list(told.heading(replace(FOUND, whys={})))[-1] == "why now: no signal says so"


def test_it_tells_what_comes_next() -> None:
    assert list(told.outlook(FOUND)) == [
        "fit could be 100.0; worth finding: lead.seniority",
        "falls to C3 on 2026-12-04 if nothing happens",
        "one signal of commented (+20) would make it B2",
    ]


def test_it_tells_how_busy_the_company_is_with_the_counts_behind_it() -> None:
    busy = Paced("surge", 60.0, None, days=21, lately=2, people=2, days_before=84, before=2)
    new = Paced(
        "momentum", None, "no_history", days=7, lately=2, people=1, days_before=21, before=0
    )
    told_ = list(told.outlook(replace(FOUND, paces=[busy, new])))[-2:]
    assert told_ == [
        "surge of the company: 60.0 (50 = usual; person-days of the last 21 days: 2, people: 2; of the 84 before: 2)",
        "momentum of the company: unknown, no history (50 = usual; person-days of the last 7 days: 2, people: 1; of the 21 before: 0)",
    ]


def test_it_tells_how_points_came_about_and_from_where() -> None:
    liked, ceiling = FOUND.intent.parts
    assert told.factors(liked, "fr") == "24 points x part 0,50 x répété 0,50\xa0; 2,0 jours"
    assert told.source(liked) == "likers, likers.csv:7"
    assert (told.factors(ceiling, "en"), told.source(ceiling)) == ("", "")
    assert told.source(part("liked", 5)) == ""


def test_it_tells_whether_traits_hold() -> None:
    assert [told.holds(one, "en") for one in FOUND.fit.parts] == [
        "yes",
        "unknown (40.0 at stake): lead.seniority",
        "no",
    ]
