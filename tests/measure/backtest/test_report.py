"""A report says what its figures are about, and why they may mislead."""

import json
from typing import Any

import pytest

from prospector.cli._shared import json_text
from prospector.measure.backtest.figures import Precision
from prospector.measure.backtest.report import Doubt, Report, as_json, title, warnings
from prospector.measure.cases import Counted
from prospector.measure.ladder import Rung
from prospector.rates import rate
from tests.measure.backtest.told import a_report, a_scope, a_side

ALWAYS = [Doubt.SELECTION, Doubt.SIMPLER]


def doubts(report: Report) -> list[Doubt]:
    return [one.doubt for one in warnings(report, "en")]


def test_it_names_what_it_predicts_and_what_not() -> None:
    assert title(a_scope(), "en") == "Backtest: predicts replies, not meetings"
    assert title(a_scope(), "fr") == "Backtest : prédit les réponses, pas les rendez-vous"


def test_it_always_warns_that_past_sends_followed_the_rules_of_then() -> None:
    assert doubts(a_report()) == ALWAYS
    assert "200 of 500 leads in this queue (40%)" in warnings(a_report(), "en")[0].text
    assert "200 sur 500 leads de cette file (40 %)" in warnings(a_report(), "fr")[0].text


def test_it_always_says_what_a_replay_leaves_out() -> None:
    english, french = (warnings(a_report(), language)[1].text for language in ("en", "fr"))
    assert "follow-ups that were due, open sequences, owners and each SDR's own desk" in english
    assert "les relances prévues, les séquences en cours" in french


@pytest.mark.parametrize(
    ("more", "doubt", "words"),
    [
        (
            {"rungs": (Counted(Rung.REPLIED, 50, 8, 0, 0),), "colleagues": 0},
            Doubt.TOO_FEW,
            "8 cases of the window reached “replied” and 42 did not; at least 30 of each are needed, 22 are missing",
        ),
        ({"assumed": 120}, Doubt.ASSUMED, "12% of the signals"),
        ({"left": 3}, Doubt.SUPPRESSED, "People suppressed today (3) are in no past morning"),
        ({"colleagues": 101}, Doubt.COLLEAGUES, "25% of the judged cases share their account"),
        ({"unknown_then": 7}, Doubt.UNKNOWN_THEN, "7 judged cases"),
        (
            {"rungs": (Counted(Rung.REPLIED, 400, 60, 500, 0),)},
            Doubt.SHORT,
            "500 cases are too young to be judged (30 days)",
        ),
    ],
)
def test_it_warns_of_what_may_mislead(more: dict[str, Any], doubt: Doubt, words: str) -> None:
    report = a_report(**more)
    found = {one.doubt: one.text for one in warnings(report, "en")}
    assert set(found) == {*ALWAYS, doubt}
    assert words in found[doubt]
    assert set(doubts(report)) == {one.doubt for one in warnings(report, "fr")}
    assert a_scope(**more).enough is (doubt is not Doubt.TOO_FEW)


def test_it_does_not_warn_of_a_queue_that_held_nobody() -> None:
    nobody = a_side(precision=Precision(0, 0, rate(0, 0), rate(0, 2)))
    assert doubts(a_report(nobody)) == []


def test_it_does_not_make_much_of_few_assumed_arrivals() -> None:
    assert doubts(a_report(assumed=50)) == ALWAYS


def test_it_tells_json_by_names_not_by_places() -> None:
    told = json.loads(json_text(as_json(a_report(a_side(), a_side("old")), "en")))
    assert told["title"] == "Backtest: predicts replies, not meetings"
    assert (told["rung"], told["since"], told["fewest"], told["enough"]) == (
        "replied",
        "2026-06-01",
        30,
        True,
    )
    assert told["warnings"][0]["doubt"] == "selection"
    side = told["sides"][1]
    assert side["precision"]["rate"]["count"] == 40
    assert side["bins"][0]["lift"] == {"value": 2, "low": 1, "high": 4}
    assert side["calibration"]["grades"][0]["grade"] == "A1"
    assert [one["clear"] for one in side["rules"]] == [True, True, True, False]
    assert side["rules"][3]["lift"] is None
    assert told["comparison"]["difference"]["value"] == 0.05
