"""A report says what its figures are about, and why they may mislead."""

from datetime import date
from typing import Any

import pytest

from prospector.measure.backtest.figures import Calibration, Precision
from prospector.measure.backtest.report import Doubt, Report, Scope, Side, title, warnings
from prospector.measure.cases import Counted
from prospector.measure.ladder import Rung
from prospector.rates import rate
from tests.stories import NOW


def a_scope(**more: Any) -> Scope:  # Any: fields of several types
    told: dict[str, Any] = {
        "as_of": NOW,
        "since": date(2026, 6, 1),
        "until": date(2026, 9, 1),
        "mornings": 65,
        "capacity": 25,
        "rung": Rung.REPLIED,
        "rungs": tuple(Counted(rung, 400, 60, 12, 30) for rung in Rung),
        "unknown_then": 0,
        "signals": 1000,
        "assumed": 0,
    }
    return Scope(**{**told, **more})


def a_report(**more: Any) -> Report:  # Any: fields of several types
    side = Side(
        name="rules/",
        version="abc123",
        precision=Precision(9000, 500, rate(40, 200), rate(40, 60)),
        bins=(),
        calibration=Calibration(0, 0, None, (), None, None),
        rules=(),
    )
    return Report(a_scope(**more), (side,), None)


def doubts(report: Report) -> list[Doubt]:
    return [one.doubt for one in warnings(report, "en")]


def test_it_names_what_it_predicts_and_what_not() -> None:
    assert title(a_scope(), "en") == "Backtest: predicts replies, not meetings"
    assert title(a_scope(), "fr") == "Backtest : prédit les réponses, pas les rendez-vous"


def test_it_always_warns_that_past_sends_followed_the_rules_of_then() -> None:
    assert doubts(a_report()) == [Doubt.SELECTION]
    assert "200 of 500 leads in this queue (40%)" in warnings(a_report(), "en")[0].text
    assert "200 sur 500 leads de cette file (40 %)" in warnings(a_report(), "fr")[0].text


@pytest.mark.parametrize(
    ("more", "doubt", "words"),
    [
        (
            {"rungs": (Counted(Rung.REPLIED, 50, 8, 0, 0),)},
            Doubt.TOO_FEW,
            "8 cases of the window reached “replied” and 42 did not; at least 30 of each are needed, 22 are missing",
        ),
        ({"assumed": 120}, Doubt.ASSUMED, "12% of the signals"),
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
    assert set(found) == {Doubt.SELECTION, doubt}
    assert words in found[doubt]
    assert set(doubts(report)) == {one.doubt for one in warnings(report, "fr")}
    assert a_scope(**more).enough is (doubt is not Doubt.TOO_FEW)


def test_it_does_not_make_much_of_few_assumed_arrivals() -> None:
    assert doubts(a_report(assumed=50)) == [Doubt.SELECTION]
