"""Plain words first."""

from datetime import timedelta
from typing import Any

from prospector.segment.quality.contrast import Separation, Strength
from prospector.segment.quality.findings import Figures, Finding, findings
from prospector.segment.quality.groups import Group, Overlap, Size
from tests.stories import NOW


def group(name: str, **more: Any) -> Group:
    values: dict[str, Any] = {
        "size": Size.FITTING,
        "leads": 30,
        "share": 0.2,
        "meet": 30,
        "median_days": 3,
        "last_move": NOW,
        "stale": False,
    }
    return Group(segment=name, **{**values, **more})


def apart(attribute: str, strength: Strength) -> Separation:
    return Separation(attribute, "Cramér's V", 100, 2, None, None, strength)


def said(
    *groups: Group,
    overlaps: tuple[Overlap, ...] = (),
    alike: tuple[tuple[str, ...], ...] = (),
    separations: tuple[Separation, ...] = (),
) -> list[str]:
    found = findings(Figures(groups, overlaps, alike, separations), now=NOW)
    return [one.text for one in found if one.segments or separations]


def test_it_reports_segments_that_are_one_in_practice_first() -> None:
    found = findings(
        Figures([group("a", size=Size.EMPTY, leads=0)], (), [("a", "b", "c")], ()), now=NOW
    )
    assert found[0] == Finding(
        "one in practice",
        ("a", "b", "c"),
        "a, b and c are one in practice: same messages, caps and cadence. Join them, or tell each something of its own.",
    )
    assert found[1].code == "empty"


def test_it_says_what_is_wrong_with_sizes() -> None:
    taken = group("taken", size=Size.TAKEN, leads=0, meet=1)
    assert said(
        group("fine"),
        group("empty", size=Size.EMPTY, leads=0, meet=0),
        group("void", size=Size.EMPTY, leads=0, meet=0),
        taken,
        group("narrow", size=Size.NARROW, leads=1),
        group("broad", size=Size.BROAD, share=0.62),
        overlaps=(Overlap("fine", "taken", 1, 1.0),),
    ) == [
        "empty and void are empty: nobody meets their conditions.",
        "taken is empty: 1 lead meets its condition, and segments before it take all of them, fine most.",
        "broad is too broad: 62% of all leads in segments; one message hardly fits so many.",
        "narrow (1 lead) is too narrow: below 20 leads one answer more or less changes every rate.",
    ]


def test_it_names_narrow_segments_in_one_line() -> None:
    few = [group(name, size=Size.NARROW, leads=leads) for name, leads in (("a", 4), ("b", 12))]
    assert said(*few) == [
        "a (4 leads) and b (12 leads) are too narrow: below 20 leads one answer more or less changes every rate."
    ]


def test_it_names_one_empty_segment() -> None:
    assert said(group("empty", size=Size.EMPTY, leads=0, meet=0)) == [
        "empty is empty: nobody meets its condition."
    ]


def test_it_says_who_takes_whose_leads() -> None:
    overlaps = (Overlap("first", "second", 24, 0.8), Overlap("first", "third", 23, 0.79))
    assert said(group("first"), group("second"), group("third"), overlaps=overlaps) == [
        "first takes 24 of the 30 who meet second: put the more precise one first, or exclude the other."
    ]


def test_it_says_what_stands_still() -> None:
    still = group("still", stale=True, last_move=NOW - timedelta(days=120))
    assert said(still) == ["still stands still: nobody came or left for 120 days."]


def test_it_names_what_separates_and_what_comes_of_it() -> None:
    found = said(
        separations=(
            apart("lead.function", Strength.STRONG),
            apart("lead.country", Strength.CLEAR),
            apart("outcome.replied", Strength.WEAK),
            apart("outcome.met", Strength.NONE),
            apart("outcome.bought", Strength.TOO_FEW),
        )
    )
    assert found == [
        "What tells the segments apart: lead.function (strong), lead.country (clear).",
        "How much segments differ in outcomes: replied (weak), met (no difference).",
    ]


def test_it_says_too_few_instead_of_a_number() -> None:
    few = (apart("lead.function", Strength.TOO_FEW), apart("outcome.replied", Strength.TOO_FEW))
    assert said(separations=few) == [
        "Too few leads in segments to say what tells them apart.",
        "Too few outcomes to say whether segments differ in them.",
    ]
    assert said(separations=(apart("lead.function", Strength.WEAK),)) == [
        "Nothing known of people and companies tells them apart."
    ]


def test_it_says_the_same_in_french() -> None:
    nobody = group("a", size=Size.EMPTY, leads=0)
    found = findings(Figures([nobody], (), [("a", "b", "c")], ()), now=NOW, language="fr")
    assert [one.text.partition("\xa0")[0] for one in found] == [
        "a, b et c n'en font qu'un en pratique",
        "a est vide",
        "Trop peu de personnes en segment pour dire ce qui les distingue.",
    ]
