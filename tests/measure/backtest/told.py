"""A backtest to show: two rulesets over 65 mornings."""

from datetime import date
from typing import Any

from prospector.measure.backtest.figures import Bin, Calibration, Comparison, Foretold, Precision
from prospector.measure.backtest.report import Report, Scope, Side
from prospector.measure.cases import Counted
from prospector.measure.ladder import Rung
from prospector.measure.lifts import Lift
from prospector.rates import Count, Estimate, lift, rate
from tests.stories import NOW


# Any throughout: fields of several types.
def a_scope(**more: Any) -> Scope:
    told: dict[str, Any] = {
        "as_of": NOW,
        "since": date(2026, 6, 1),
        "until": date(2026, 9, 1),
        "mornings": 65,
        "capacity": 25,
        "rung": Rung.REPLIED,
        "rungs": tuple(Counted(rung, 400, 60, 12, 30) for rung in Rung),
        "unknown_then": 0,
        "colleagues": 100,
        "signals": 1000,
        "assumed": 0,
        "left": 0,
    }
    return Scope(**{**told, **more})


def a_lift(where: str, name: str, with_it: Count, without: Count) -> Lift:
    return Lift(where, name, rate(*with_it), rate(*without), lift(with_it, without))


def a_side(name: str = "rules/", **more: Any) -> Side:
    told: dict[str, Any] = {
        "name": name,
        "version": "abc123def456",
        "precision": Precision(9000, 500, rate(40, 200), rate(40, 60)),
        "bins": tuple(
            Bin(number, 90.0 / number, 100.0 / number, rate(20 // number, 40), Estimate(2, 1, 4))
            for number in range(1, 4)
        ),
        "calibration": Calibration(
            200,
            200,
            1,
            (Foretold("A1", 80, 0.3, rate(20, 80)), Foretold("C3", 9, 0.1, rate(1, 12))),
            0.081,
            0.092,
            Estimate(0.011, 0.002, 0.02),
        ),
        "rules": (
            a_lift("intent", "hiring", Count(30, 60), Count(30, 340)),
            a_lift("fit", "core/a<b>", Count(0, 60), Count(60, 340)),
            a_lift("segment", "hot", Count(60, 360), Count(0, 40)),
            a_lift("intent", "rare", Count(2, 12), Count(58, 388)),
        ),
    }
    return Side(**{**told, **more})


def a_report(*sides: Side, **more: Any) -> Report:
    """One side, or two with what tells them apart."""
    every = sides or (a_side(),)
    compared = Comparison(120, rate(20, 80), rate(5, 60), Estimate(0.05, -0.01, 0.11), 20, 5)
    return Report(a_scope(**more), every, compared if len(every) == 2 else None)
