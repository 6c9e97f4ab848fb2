"""A rule's lift is the rate with it over the rate without it, or too few."""

from random import Random

import polars as pl

from prospector.measure.lifts import Lift, lifts, strongest
from prospector.rates import Rate


def judged(*groups: tuple[int, int, bool, str | None]) -> pl.DataFrame:
    """Cases by groups of (reached, cases, whether the rule spoke, segment)."""
    rows = [
        (number < reached, spoke, not spoke, segment)
        for reached, n, spoke, segment in groups
        for number in range(n)
    ]
    names = ["hit", "intent hiring", "fit core/director", "segment"]
    return pl.DataFrame(rows, schema=names, orient="row")


def by_name(found: tuple[Lift, ...]) -> dict[str, Lift]:
    return {f"{one.where} {one.name}": one for one in found}


def test_it_compares_those_with_a_rule_to_those_without() -> None:
    found = by_name(lifts(judged((20, 50, True, "hot"), (10, 100, False, None))))
    hiring = found["intent hiring"]
    assert (hiring.with_it.count, hiring.with_it.n, hiring.without.n) == (20, 50, 100)
    assert hiring.lift is not None
    assert hiring.lift.value == 4
    assert hiring.clear
    director = found["fit core/director"]
    assert director.lift is not None
    assert director.lift.value == 0.25
    assert director.clear
    assert found["segment hot"].with_it.share == 0.4
    assert set(found) == {"intent hiring", "fit core/director", "segment hot"}


def test_it_says_too_few() -> None:
    found = by_name(lifts(judged((10, 29, True, None), (10, 100, False, None))))
    assert found["intent hiring"].lift is None
    assert found["intent hiring"].with_it == Rate(10, 29, None, None, None)
    assert not found["intent hiring"].clear


def test_it_leaves_out_rules_that_never_spoke() -> None:
    found = by_name(lifts(judged((10, 40, False, None))))
    assert set(found) == {"fit core/director"}


def test_it_puts_clear_ones_first_and_too_few_last() -> None:
    cases = judged((20, 50, True, "hot"), (10, 100, False, "warm"), (3, 20, False, "cold"))
    order = [one.name for one in strongest(lifts(cases))]
    assert order[0] in ("hiring", "core/director")
    assert order[-1] == "cold"
    nobody = judged((0, 50, True, None), (10, 60, False, None))
    assert [one.name for one in strongest(lifts(nobody))] == ["hiring", "core/director"]


def test_it_finds_no_lift_in_outcomes_drawn_by_lot_19_times_in_20() -> None:
    random, held, tries = Random(5), 0, 400
    for _ in range(tries):
        rows = [(random.random() < 0.15, random.random() < 0.3, True, None) for _ in range(300)]
        names = ["hit", "intent hiring", "x", "segment"]
        schema = {name: pl.String if name == "segment" else pl.Boolean for name in names}
        found = lifts(pl.DataFrame(rows, schema=schema, orient="row"))
        held += not found[0].clear
    assert 0.92 < held / tries < 0.98
