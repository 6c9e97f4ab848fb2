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
    def progress(self) -> str:
        """`3 of 17`."""
        return f"{self.place + 1} of {len(self.drafts)}"

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

    def summary(self) -> str:
        """`approved 3, skipped 1; 13 of 17 not decided`."""
        counts = Counter(action for _, action in self.decided)
        done = ", ".join(f"{_PAST[action]} {counts[action]}" for action in _PAST if counts[action])
        gone = {place for place, action in self.decided if action is not Action.EDIT}
        left = len(self.drafts) - len(gone)
        rest = f"{left} of {len(self.drafts)} not decided" if left else "the queue is done"
        return f"{done or 'nothing decided'}; {rest}"


_PAST = {
    Action.APPROVE: "approved",
    Action.EDIT: "edited",
    Action.SKIP: "skipped",
    Action.SNOOZE: "snoozed",
}
