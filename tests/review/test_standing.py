"""Which decisions stand."""

from typing import NamedTuple

import pytest

from prospector.review.standing import standing
from prospector.tables import Action


class Said(NamedTuple):
    action: Action


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("", ""),
        ("edit approve", "edit approve"),
        ("edit approve undo", "edit"),
        ("edit approve undo undo", ""),
        ("edit undo approve", "approve"),
        ("undo snooze", "snooze"),
    ],
)
def test_it_lets_an_undo_take_back_the_newest_standing_decision(said: str, stands: str) -> None:
    decisions = [Said(Action(word)) for word in said.split()]
    assert " ".join(decision.action for decision in standing(decisions)) == stands
