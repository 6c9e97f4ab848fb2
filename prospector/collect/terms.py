"""For how long a feed is held, and when a slot that was lost or failed is tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: Between two attempts at most so long.
_LONGEST = timedelta(hours=1)


@dataclass(frozen=True)
class Terms:
    """How the ledger deals with processes that die and feeds that fail."""

    #: A holder that was not heard of for so long has lost its feed.
    lease: timedelta = timedelta(minutes=1)
    #: Attempts at one slot; then it has failed.
    attempts: int = 5
    #: Wait before an attempt after a failure; doubled each time.
    backoff: timedelta = timedelta(minutes=1)
    #: Slots that ended are kept so long.
    keep: timedelta = timedelta(days=90)

    def after_failure(self, attempt: int, now: datetime) -> datetime | None:
        """When to try again what failed; None = never."""
        if attempt >= self.attempts:
            return None
        return now + min(self.backoff * (1 << (attempt - 1)), _LONGEST)

    def after_death(self, attempt: int, now: datetime) -> datetime | None:
        """When to try again what was lost: at once the first time; None = never."""
        return now if attempt == 1 else self.after_failure(attempt, now)
