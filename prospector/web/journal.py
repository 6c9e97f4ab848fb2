"""What the server says about itself: one JSON line per second, feed and status, with a count.

No address, no query, no header and no body is ever in it: tokens and people are in those.
"""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime


class Journal:
    """Counts answers, and writes them down when told to."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], datetime]) -> None:
        self._write = write
        self._clock = clock
        self._answers: Counter[tuple[str, int]] = Counter()

    def answered(self, feed: str, status: int) -> None:
        """Count an answer."""
        self._answers[feed, status] += 1

    def flush(self) -> None:
        """Write what was counted since the last time."""
        counted, self._answers = self._answers, Counter()
        for (feed, status), count in sorted(counted.items()):
            self.say(hook=feed, status=status, count=count)

    def say(self, **said: object) -> None:
        """Write something now."""
        at = self._clock().isoformat(timespec="seconds")
        self._write(json.dumps({"at": at, **said}))

    def trouble(self, what: str, error: BaseException) -> None:
        """Write that something failed; the text of an error may name people, so its kind only."""
        self.say(trouble=what, error=type(error).__name__)
