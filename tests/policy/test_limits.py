"""Which slots a touch takes, what is left, and how a full cap is told."""

from datetime import UTC, datetime, timedelta

import pytest

from prospector.policy import limits
from prospector.policy.gates import GateCode
from prospector.policy.limits import Budget, Touching
from prospector.rules.ruleset import Ruleset
from prospector.store.caps import CapKey, Ledger, Slot, Window
from prospector.tables import Channel
from tests.policy.people import context
from tests.policy.world import HIRING, NOW, TODAY, rules

DAY = TODAY.isoformat()
NOBODY = Ledger({}, {}, {})
FIRST_MAIL = Touching("hiring", 1, Channel.EMAIL, "alice", 7, 3, opens=True)
CAPS = [
    {"scope": "workspace", "window": "day", "limit": 150},
    {"scope": "sender", "window": "day", "limit": 25, "channel": "email"},
    {"scope": "sender", "window": "rolling_7d", "limit": 100, "channel": "linkedin"},
    {"scope": "channel", "window": "day", "limit": 40},
    {"scope": "person", "window": "rolling_24h", "limit": 1},
    {"scope": "account", "window": "day", "limit": 2, "first_steps_only": True},
]
WEEK_CAP = {"window": "rolling_7d", "limit": 30}
RULES = rules({**HIRING, "caps": [{"window": "day", "limit": 10}, WEEK_CAP]}, caps=CAPS)


def known(ruleset: Ruleset = RULES) -> limits.Names:
    return limits.names(ruleset, {"3": "Globex"}, {"7": "Charlie Martin"}, "en")


def test_it_takes_a_slot_in_every_scope_the_touch_falls_under() -> None:
    assert limits.slots(FIRST_MAIL, RULES, TODAY) == [
        Slot("account", "3", Window.ACTIVE, "all", 3),
        Slot("account/first", "3", Window.DAY, DAY, 2),
        Slot("channel", "email", Window.DAY, DAY, 40),
        Slot("person", "7", Window.ROLLING_24H, "all", 1),
        Slot("segment", "hiring", Window.DAY, DAY, 10),
        Slot("segment", "hiring", Window.ROLLING_7D, "all", 30),
        Slot("sender/email", "alice", Window.DAY, DAY, 25),
        Slot("workspace", "all", Window.DAY, DAY, 150),
    ]


def test_it_counts_later_steps_other_channels_and_lone_people_apart() -> None:
    later = FIRST_MAIL._replace(step=2, channel=Channel.LINKEDIN, opens=False, account_id=None)
    scopes = [(slot.scope, slot.window) for slot in limits.slots(later, RULES, TODAY)]
    assert ("sender/linkedin", Window.ROLLING_7D) in scopes
    assert {scope for scope, _ in scopes}.isdisjoint({"account", "account/first", "sender/email"})


def test_it_lets_the_smaller_of_two_limits_on_one_count_bind() -> None:
    twice = rules(
        {**HIRING, "caps": [{"window": "day", "limit": 10}, {"window": "day", "limit": 4}]}
    )
    found = [slot for slot in limits.slots(FIRST_MAIL, twice, TODAY) if slot.scope == "segment"]
    assert [slot.limit for slot in found] == [4]


def test_it_knows_no_segment_caps_of_a_removed_segment() -> None:
    gone = FIRST_MAIL._replace(segment="removed")
    assert "segment" not in {slot.scope for slot in limits.slots(gone, RULES, TODAY)}


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        (Slot("segment", "hiring", Window.DAY, DAY, 10), "10 messages a day in the segment Hiring a sales team"),
        (Slot("sender/email", "alice", Window.DAY, DAY, 25), "25 e-mails a day from Alice Martin"),
        (Slot("sender/linkedin", "bob", Window.ROLLING_7D, "all", 100), "100 LinkedIn messages in 7 days from Bob Durand"),
        (Slot("account/first", "3", Window.DAY, DAY, 2), "2 first messages a day to Globex"),
        (Slot("account", "9", Window.DAY, DAY, 2), "2 messages a day to one company"),
        (Slot("person", "7", Window.ROLLING_24H, "all", 1), "1 message in 24 hours to Charlie Martin"),
        (Slot("person", "8", Window.ROLLING_24H, "all", 1), "1 message in 24 hours to one person"),
        (Slot("workspace", "all", Window.TOTAL, "all", 150), "150 messages ever from all of us"),
        (Slot("channel", "email", Window.DAY, DAY, 40), "40 e-mails a day"),
        (Slot("account", "3", Window.ACTIVE, "all", 3), "3 people in a sequence at Globex"),
    ],
)  # fmt: skip
def test_it_says_a_cap_in_words(slot: Slot, words: str) -> None:
    assert limits.describe(slot, known()) == words


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        (Slot("segment", "hiring", Window.DAY, DAY, 20), "20 messages par jour dans le segment hiring"),
        (Slot("sender/email", "alice", Window.DAY, DAY, 25), "25 e-mails par jour de Alice Martin"),
        (Slot("account/first", "3", Window.DAY, DAY, 2), "2 premiers messages par jour à Globex"),
        (Slot("account/first", "9", Window.DAY, DAY, 1), "1 premier message par jour à une entreprise"),
        (Slot("channel", "linkedin", Window.ROLLING_7D, "all", 40), "40 messages LinkedIn en 7 jours"),
        (Slot("account", "3", Window.ACTIVE, "all", 3), "3 personnes dans une séquence chez Globex"),
    ],
)  # fmt: skip
def test_it_says_a_cap_in_french(slot: Slot, words: str) -> None:
    names = known()._replace(segments={}, language="fr")
    assert limits.describe(slot, names) == words


def test_it_reckons_with_what_is_used_booked_live_and_planned() -> None:
    segment = CapKey("segment", "hiring", Window.DAY)
    person = CapKey("person", "7", Window.ROLLING_24H)
    budget = Budget(Ledger({segment: 7}, {segment: 1}, {person: (NOW,)}))
    assert budget.taken(segment) == 8
    full = budget.refusal(limits.slots(FIRST_MAIL, RULES, TODAY))
    assert full is not None
    assert full.scope == "person"
    others = [
        limits.slots(FIRST_MAIL._replace(lead_id=n, account_id=n), RULES, TODAY)
        for n in (11, 12, 13)
    ]
    assert budget.refusal(others[0]) is None
    budget.reserve(others[0])
    budget.reserve(others[1])
    assert budget.waiting(segment) == 2
    full = budget.refusal(others[2])
    assert full is not None
    assert (full.scope, full.window) == ("segment", Window.DAY)


@pytest.mark.parametrize(
    ("slot", "code", "where"),
    [
        (Slot("account/first", "3", Window.DAY, DAY, 2), GateCode.ACCOUNT_LIMIT, "policy"),
        (Slot("account", "3", Window.ACTIVE, "all", 3), GateCode.ACCOUNT_LIMIT, "policy"),
        (Slot("sender/email", "alice", Window.DAY, DAY, 2), GateCode.CAPS, "policy"),
        (Slot("segment", "hiring", Window.DAY, DAY, 2), GateCode.CAPS, "segments"),
    ],
)
def test_it_tells_a_limit_of_the_account_from_other_caps(
    slot: Slot, code: GateCode, where: str
) -> None:
    key = limits.key_of(slot)
    budget = Budget(Ledger({key: 1}, {}, {}))
    budget.reserve([slot])
    gate = limits.refused(slot, budget, context(), known())
    assert gate.code is code
    assert (
        gate.reason
        == f"The cap of {limits.describe(slot, known())} is full: 1 taken, 1 in open drafts"
    )
    assert gate.action == f"Wait, or raise the limit in rules/{where}.yaml."


def test_it_lifts_a_day_at_the_next_business_midnight() -> None:
    slot = Slot("segment", "hiring", Window.DAY, DAY, 2)
    assert limits.lifts_at(slot, NOBODY, context()) == datetime(2026, 11, 16, 23, tzinfo=UTC)


def test_it_lifts_a_sliding_cap_when_enough_uses_have_left_the_window() -> None:
    slot = Slot("sender/email", "alice", Window.ROLLING_24H, "all", 2)
    uses = tuple(NOW - timedelta(hours=hours) for hours in (20, 10, 5))
    ledger = Ledger({}, {}, {limits.key_of(slot): uses})
    day = timedelta(hours=24)
    # Three uses under a limit lowered to two: the second oldest must go as well.
    assert limits.lifts_at(slot, ledger, context()) == uses[1] + day
    assert limits.lifts_at(slot._replace(limit=3), ledger, context()) == uses[0] + day
    # Full with open drafts only: it may have room when the oldest use leaves.
    assert limits.lifts_at(slot._replace(limit=5), ledger, context()) == uses[0] + day


@pytest.mark.parametrize(
    "slot",
    [
        Slot("segment", "hiring", Window.DAY, DAY, 0),
        Slot("segment", "hiring", Window.TOTAL, "all", 2),
        Slot("account", "3", Window.ACTIVE, "all", 3),
        Slot("person", "7", Window.ROLLING_7D, "all", 1),
    ],
)
def test_it_does_not_promise_what_time_alone_does_not_bring(slot: Slot) -> None:
    assert limits.lifts_at(slot, NOBODY, context()) is None


def test_it_lists_every_cap_and_the_people_and_accounts_in_use() -> None:
    segment = CapKey("segment", "hiring", Window.DAY)
    account = CapKey("account/first", "3", Window.DAY)
    person = CapKey("person", "7", Window.ROLLING_24H)
    active = CapKey("account", "3", Window.ACTIVE)
    ledger = Ledger({segment: 4, account: 2, active: 1}, {segment: 1, account: 0}, {person: (NOW,)})
    rows = limits.usage(RULES, ledger, known(), TODAY)
    shown = {(row.label): (row.limit, row.used, row.booked, row.left) for row in rows}
    assert shown["10 messages a day in the segment Hiring a sales team"] == (10, 4, 1, 5)
    assert shown["2 first messages a day to Globex"] == (2, 2, 0, 0)
    assert shown["1 message in 24 hours to Charlie Martin"] == (1, 1, 0, 0)
    assert shown["3 people in a sequence at Globex"] == (3, 1, 0, 2)
    assert shown["150 messages a day from all of us"] == (150, 0, 0, 150)
    for sender in ("Alice Martin", "Bob Durand"):
        assert shown[f"25 e-mails a day from {sender}"] == (25, 0, 0, 25)
    assert shown["40 LinkedIn messages a day"] == (40, 0, 0, 40)
    assert len(rows) == 12


def test_it_shows_nothing_left_where_a_limit_was_lowered() -> None:
    segment = CapKey("segment", "hiring", Window.DAY)
    rows = limits.usage(RULES, Ledger({segment: 14}, {}, {}), known(), TODAY)
    (row,) = [each for each in rows if each.scope == "segment" and each.window == "day"]
    assert (row.limit, row.used, row.left) == (10, 14, 0)
