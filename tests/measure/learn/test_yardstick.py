"""The yardstick finds what is there, and is the same every time."""

from prospector.measure.learn.auc import area
from prospector.measure.learn.sample import split
from prospector.measure.learn.yardstick import yardstick
from tests.measure.learn.made import FEATURES, Truth, cases


def test_it_orders_held_out_cases_by_what_it_learnt_before() -> None:
    parts = split(cases(Truth(event=2.5, region=1.5), count=1500))
    first, second = (yardstick(parts.training, parts.held_out, FEATURES, seed=1) for _ in range(2))
    assert first.to_list() == second.to_list()
    held = area(first, parts.held_out["label"], parts.held_out["unit"])
    assert held.low > 0.5
