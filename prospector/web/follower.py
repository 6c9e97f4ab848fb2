"""Whoever new signals touch is scored and segmented anew within a second or so, not next morning."""

import json
import time
from collections.abc import Callable
from datetime import datetime, tzinfo

from prospector import pipeline
from prospector.errors import StoreError
from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database

#: Seconds for which signals that keep coming are gathered.
_GATHER_S = 1.0


class Follower:
    """Drains the inbox as it is asked to, and follows up once it is empty, or a second has passed."""

    def __init__(
        self,
        drain: Callable[[], int],
        follow: Callable[[pipeline.Touched | None], pipeline.Touched | None],
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._drain = drain
        self._follow = follow
        self._seconds = seconds
        #: Since when something waits to be followed up.
        self._waiting: float | None = None
        self._last: pipeline.Touched | None = None

    def __call__(self) -> int:
        """Take in some of what waits; says how much it was."""
        took = self._drain()
        if took and self._waiting is None:
            self._waiting = self._seconds()
        if self._waiting is not None and (not took or self._seconds() - self._waiting >= _GATHER_S):
            self._catch_up()
        return took

    def _catch_up(self) -> None:
        try:
            touched = self._follow(self._last)
        except StoreError:
            # The daily job is under way, or stopped half-way: whom it misses is touched still.
            return
        self._waiting = None
        if touched is not None:
            self._last = touched


def follow(  # noqa: PLR0913 - what the pipeline's follow-up depends on
    database: Database,
    ruleset: Callable[[], Ruleset],
    *,
    zone: tzinfo,
    key: bytes,
    clock: Callable[[], datetime],
    write: Callable[[str], None],
) -> Callable[[pipeline.Touched | None], pipeline.Touched | None]:
    """What a follower calls: the pipeline's follow-up by today's rules, with a line of what it did."""

    def once(since: pipeline.Touched | None) -> pipeline.Touched | None:
        now = clock()
        touched = pipeline.follow(database, ruleset(), since, now=now, zone=zone, key=key)
        if touched is not None and touched.leads:
            at = now.isoformat(timespec="seconds")
            write(json.dumps({"at": at, "scored_anew": touched.leads}))
        return touched

    return once
