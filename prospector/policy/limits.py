"""Which slots a touch takes, how much room is left for it, and how to say so."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from prospector.policy.calendar import day_after
from prospector.policy.gates import Context, Gate, GateCode
from prospector.policy.wording import tell
from prospector.rules.models import CapRule, say
from prospector.rules.ruleset import Ruleset
from prospector.store.caps import SPANS, CapKey, Ledger, Slot, Window
from prospector.tables import Channel

ACCOUNT = "account"
SEGMENT = "segment"
WORKSPACE = "workspace"
#: The one key of a scope that has only one.
ALL = "all"
#: What narrows a cap is part of its scope: `sender/email`, `account/first`.
FIRST = "first"


class Touching(NamedTuple):
    """What decides under which caps a message falls."""

    segment: str
    step: int
    channel: Channel
    sender: str
    lead_id: int
    account_id: int | None
    opens: bool


def slots(touching: Touching, ruleset: Ruleset, today: date) -> list[Slot]:
    """One slot in every scope the message falls under, in the order they are locked."""
    found: dict[CapKey, int] = {}
    rule = ruleset.segments_by_id.get(touching.segment)
    for segment_cap in rule.caps if rule else ():
        _tighten(found, SEGMENT, touching.segment, Window(segment_cap.window), segment_cap.limit)
    for cap in ruleset.policy.caps:
        key = _key(cap, touching)
        if key is not None:
            _tighten(found, scope_name(cap), key, Window(cap.window), cap.limit)
    if touching.opens and touching.account_id is not None:
        limit = ruleset.policy.active_per_account
        _tighten(found, ACCOUNT, str(touching.account_id), Window.ACTIVE, limit)
    return sorted(slot_of(key, limit, today) for key, limit in found.items())


def slot_of(key: CapKey, limit: int, today: date) -> Slot:
    """The slot of a cap in the period that runs today."""
    period = today.isoformat() if key.window is Window.DAY else ALL
    return Slot(key.scope, key.key, key.window, period, limit)


def scope_name(cap: CapRule) -> str:
    """The scope with what narrows it: two caps that count differently never share a row."""
    parts = [cap.scope, cap.channel, FIRST if cap.first_steps_only else None]
    return "/".join(part for part in parts if part)


def _key(cap: CapRule, touching: Touching) -> str | None:
    if cap.channel not in (None, touching.channel):
        return None
    if cap.first_steps_only and touching.step > 1:
        return None
    keys: Mapping[str, object] = {
        WORKSPACE: ALL,
        "sender": touching.sender,
        "channel": touching.channel,
        "person": touching.lead_id,
        ACCOUNT: touching.account_id,
    }
    key = keys[cap.scope]
    return None if key is None else str(key)


def _tighten(found: dict[CapKey, int], scope: str, key: str, window: Window, limit: int) -> None:
    """Of two limits on one count the smaller one binds."""
    cap = CapKey(scope, key, window)
    found[cap] = min(limit, found.get(cap, limit))


class Budget:
    """Room under every cap: the limit less what is used, booked or planned."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._planned: Counter[CapKey] = Counter()

    def taken(self, key: CapKey) -> int:
        """Slots that are used or booked."""
        ledger = self.ledger
        return ledger.used.get(key, 0) + ledger.booked.get(key, 0) + len(ledger.live.get(key, ()))

    def waiting(self, key: CapKey) -> int:
        """Slots that open drafts will ask for."""
        return self._planned[key]

    def refusal(self, wanted: Iterable[Slot]) -> Slot | None:
        """The first slot without room; accounts come first."""
        for slot in wanted:
            key = key_of(slot)
            if self.taken(key) + self._planned[key] >= slot.limit:
                return slot
        return None

    def reserve(self, wanted: Iterable[Slot]) -> None:
        """Reckon with a draft that will ask for these slots."""
        self._planned.update(key_of(slot) for slot in wanted)


def closed(budget: Budget, ruleset: Ruleset, today: date) -> frozenset[str]:
    """The segments whose own caps have no room left."""
    found = set()
    for rule in ruleset.segments.segments:
        keys = {CapKey(SEGMENT, rule.id, Window(cap.window)): cap.limit for cap in rule.caps}
        if budget.refusal(slot_of(key, limit, today) for key, limit in keys.items()):
            found.add(rule.id)
    return frozenset(found)


def key_of(slot: Slot) -> CapKey:
    """The cap a slot belongs to."""
    return CapKey(slot.scope, slot.key, slot.window)


class Names(NamedTuple):
    """How to call the keys of caps in a sentence."""

    segments: Mapping[str, str]
    senders: Mapping[str, str]
    accounts: Mapping[str, str]
    people: Mapping[str, str]
    language: str = "en"


def names(
    ruleset: Ruleset, accounts: Mapping[str, str], people: Mapping[str, str], language: str
) -> Names:
    """The labels of segments, and the names of senders, accounts and people."""
    return Names(
        {rule.id: say(rule.label, language) for rule in ruleset.segments.segments},
        {sender.id: sender.name for sender in ruleset.company.senders},
        accounts,
        people,
        language,
    )


def describe(slot: Slot, known: Names) -> str:
    """The cap in words: `25 e-mails a day from Camille Roussel`."""
    scope, *narrowed = slot.scope.split("/")
    if slot.window is Window.ACTIVE:
        company = known.accounts.get(slot.key) or tell(known.language, "the_company")
        return tell(known.language, "cap.open", limit=slot.limit, name=company)
    by = slot.key if scope == "channel" else next((p for p in narrowed if p != FIRST), "message")
    many = "" if slot.limit == 1 else "s"
    return tell(
        known.language,
        "cap",
        limit=slot.limit,
        first=tell(known.language, f"cap.first{many}") if FIRST in narrowed else "",
        noun=tell(known.language, f"cap.{by}{many}"),
        window=tell(known.language, slot.window),
        whom=tell(known.language, f"cap.{scope}", name=_whose(scope, slot.key, known)),
    )


def _whose(scope: str, key: str, known: Names) -> str:
    """How to call whom a cap is of."""
    if scope == "person":
        return known.people.get(key) or tell(known.language, "one_person")
    if scope == ACCOUNT:
        return known.accounts.get(key) or tell(known.language, "one_company")
    return {SEGMENT: known.segments, "sender": known.senders}.get(scope, {}).get(key, key)


def refused(slot: Slot, budget: Budget, context: Context, known: Names) -> Gate:
    """The gate of a slot without room."""
    key = key_of(slot)
    taken, waiting = budget.taken(key), budget.waiting(key)
    reason = tell(
        known.language,
        "full_waiting" if waiting else "full",
        cap=describe(slot, known),
        taken=taken,
        waiting=waiting,
    )
    of_account = slot.scope.split("/")[0] == ACCOUNT
    code = GateCode.ACCOUNT_LIMIT if of_account else GateCode.CAPS
    where = "segments.yaml" if slot.scope == SEGMENT else "policy.yaml"
    action = tell(known.language, "full.do", file=where)
    return Gate(code, reason, lifts_at(slot, budget.ledger, context), action)


def lifts_at(slot: Slot, ledger: Ledger, context: Context) -> datetime | None:
    """When a full cap has room again by the passing of time alone; None = it has not."""
    if slot.limit == 0:
        return None
    if slot.window is Window.DAY:
        return day_after(context.today, context.zone)
    live = ledger.live.get(key_of(slot), ())
    if slot.window not in SPANS or not live:
        return None
    # The use whose end brings the count below the limit; open drafts leave when they leave.
    return live[max(0, len(live) - slot.limit)] + SPANS[slot.window]


@dataclass(frozen=True)
class Usage:
    """A cap as `prospector caps` shows it."""

    scope: str
    key: str
    window: str
    label: str
    limit: int
    used: int
    booked: int
    left: int


def usage(ruleset: Ruleset, ledger: Ledger, known: Names, today: date) -> list[Usage]:
    """Every cap of the rules with what is taken; per person and account those in use."""
    found: dict[CapKey, int] = {}
    for rule in ruleset.segments.segments:
        for segment_cap in rule.caps:
            _tighten(found, SEGMENT, rule.id, Window(segment_cap.window), segment_cap.limit)
    for cap in ruleset.policy.caps:
        scope, window = scope_name(cap), Window(cap.window)
        for key in _keys(cap, scope, window, ruleset, ledger):
            _tighten(found, scope, key, window, cap.limit)
    active = [key for key in ledger.used if key.window is Window.ACTIVE]
    found.update(dict.fromkeys(active, ruleset.policy.active_per_account))
    return [_usage(slot_of(key, limit, today), ledger, known) for key, limit in found.items()]


def _keys(cap: CapRule, scope: str, window: Window, ruleset: Ruleset, ledger: Ledger) -> list[str]:
    if cap.scope == WORKSPACE:
        return [ALL]
    if cap.scope == "sender":
        return [sender.id for sender in ruleset.company.senders]
    if cap.scope == "channel":
        return [cap.channel] if cap.channel else [channel.value for channel in Channel]
    in_use = {**ledger.used, **ledger.booked, **ledger.live}
    return sorted(key.key for key in in_use if (key.scope, key.window) == (scope, window))


def _usage(slot: Slot, ledger: Ledger, known: Names) -> Usage:
    key = key_of(slot)
    booked = ledger.booked.get(key, 0)
    used = ledger.used.get(key, 0) + len(ledger.live.get(key, ()))
    left = max(0, slot.limit - used - booked)
    label = describe(slot, known)
    return Usage(slot.scope, slot.key, slot.window, label, slot.limit, used, booked, left)
