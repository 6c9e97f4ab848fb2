"""One sitting with the queue: where a person is, what they decided, what to take back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from prospector.tables import Action


@dataclass
class Round:
    """The drafts of a sitting in their order, and a place in them."""

    drafts: Sequence[int]
    place: int = 0
    decided: list[tuple[int, Action]] = field(default_factory=list)

    @property
    def current(self) -> int | None:
        """The draft to show now; None at the end."""
        return self.drafts[self.place] if self.place < len(self.drafts) else None

    @property
    def progress(self) -> tuple[int, int]:
        """Which of how many the current draft is, counted from one."""
        return self.place + 1, len(self.drafts)

    def forward(self) -> None:
        """Go to the next draft."""
        self.place += 1

    def decide(self, action: Action) -> None:
        """Note what was done to the current draft; an edited one stays in front."""
        self.decided.append((self.place, action))
        if action is not Action.EDIT:
            self.forward()

    def last(self) -> int | None:
        """The draft decided last; None when nothing is left to take back."""
        return self.drafts[self.decided[-1][0]] if self.decided else None

    def take_back(self) -> None:
        """Forget the last decision and go back to its draft."""
        self.place, _ = self.decided.pop()

    @property
    def left(self) -> int:
        """How many are not decided; an edit decides nothing."""
        gone = {place for place, action in self.decided if action is not Action.EDIT}
        return len(self.drafts) - len(gone)

    def counts(self) -> dict[Action, int]:
        """How often each thing was done, in the order in which they are told."""
        counts = Counter(action for _, action in self.decided)
        return {action: counts[action] for action in _TOLD if counts[action]}


_TOLD = (Action.APPROVE, Action.EDIT, Action.SKIP, Action.SNOOZE)
