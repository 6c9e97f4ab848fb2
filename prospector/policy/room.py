"""Room under caps, from morning to morning of a replay: the limits and the arithmetic of the real queue.

What a replay takes fills its caps, never what was really sent. How long a sequence stays open is not
replayed, so neither is the limit on open ones per account.
"""

from collections import Counter
from datetime import date, datetime
from typing import Any, NamedTuple

import polars as pl

from prospector.columns import from_micros
from prospector.policy.limits import ACCOUNT, Budget, Touching, key_of, slots
from prospector.policy.owners import pick
from prospector.rules.ruleset import Ruleset
from prospector.store.caps import SPANS, CapKey, Ledger, Slot, Window
from prospector.tables import Channel

#: Scopes whose caps are full for one lead or account alone.
_OWN = frozenset({"person", ACCOUNT})


class _Way(NamedTuple):
    """What decides about the caps that leads share."""

    segment: str
    channel: Channel
    sender: str


class Room:
    """What the caps of a ruleset leave on each morning, once earlier ones have taken their share."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._ever: Counter[CapKey] = Counter()
        self._live: dict[CapKey, list[datetime]] = {}

    def fill(self, wanted: pl.DataFrame, *, at: int, capacity: int) -> pl.DataFrame:
        """The first of these for whom every cap has room, as many as a day holds."""
        now = from_micros(at)
        budget = Budget(self._ledger(now))
        taken: list[int] = []
        shut: set[_Way] = set()
        for place, row in enumerate(wanted.iter_rows(named=True)):
            if len(taken) == capacity:
                break
            way = self._way(row)
            if way in shut:
                continue
            asked = self._slots(row, way, now.date())
            refused = budget.refusal(asked)
            if refused is None:
                budget.reserve(asked)
                self._note(asked, now)
                taken.append(place)
            elif refused.scope.split("/")[0] not in _OWN:
                shut.add(way)  # for everybody else who would go this way too
        return wanted[taken]

    def _ledger(self, now: datetime) -> Ledger:
        live = {
            key: tuple(at for at in times if at > now - SPANS[key.window])
            for key, times in self._live.items()
        }
        return Ledger(used=dict(self._ever), booked={}, live=live)

    def _way(self, row: dict[str, Any]) -> "_Way":  # Any: columns of a row
        rules = self._ruleset
        whose = (
            f"lead {row['lead_id']}"
            if row["account_id"] is None
            else f"account {row['account_id']}"
        )
        sdr = pick(rules.policy.sdrs, whose)
        sender = sdr.sender or rules.company.senders[0].id
        return _Way(row["segment"], self._channel(row), sender)

    # Any: columns of a row.
    def _slots(self, row: dict[str, Any], way: "_Way", today: date) -> list[Slot]:
        touching = Touching(
            segment=way.segment,
            step=1,
            channel=way.channel,
            sender=way.sender,
            lead_id=row["lead_id"],
            account_id=row["account_id"],
            opens=False,
        )
        return slots(touching, self._ruleset, today)

    def _channel(self, row: dict[str, Any]) -> Channel:  # Any: columns of a row
        first = self._ruleset.segments_by_id[row["segment"]].sequence[0]
        known = {Channel.EMAIL: row["email"], Channel.LINKEDIN: row["linkedin_url"]}
        return next((each for each in first.channels if known[each]), first.channels[0])

    def _note(self, asked: list[Slot], now: datetime) -> None:
        for slot in asked:
            if slot.window in SPANS:
                self._live.setdefault(key_of(slot), []).append(now)
            elif slot.window is Window.TOTAL:
                self._ever[key_of(slot)] += 1
