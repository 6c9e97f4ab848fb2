"""Which decisions about a draft still stand, after those that took others back."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from prospector.tables import Action


class Decided(Protocol):
    """Anything that carries an action."""

    @property
    def action(self) -> Action:
        """What was decided."""


D = TypeVar("D", bound=Decided)


def standing(decisions: Iterable[D]) -> list[D]:
    """The decisions in force, oldest first: an undo takes back the newest that still stood."""
    stack: list[D] = []
    for decision in decisions:
        if decision.action is not Action.UNDO:
            stack.append(decision)
        elif stack:
            stack.pop()
    return stack
