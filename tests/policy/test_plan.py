"""The plan fills each desk in order and never plans beyond a cap."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from prospector.policy import limits
from prospector.policy.gates import Approach, GateCode
from prospector.policy.limits import Budget
from prospector.policy.plan import Plan, Prospect, plan, touching
from prospector.rules.ruleset import Ruleset
from prospector.store.candidates import OpenDraft, OpenEnrolment
from prospector.store.caps import Ledger
from prospector.tables import Channel, DraftStatus
from tests.policy.people import candidate, context
from tests.policy.world import HIRING, NOW, TODAY, rules

MIDNIGHT = timedelta(hours=14)  # from NOW, 9:00 UTC, to the next day in Paris


def team(capacity: int = 100, day: int = 100, **policy: Any) -> Ruleset:  # Any: parts of policy
    alice = {"id": "alice", "name": "Alice", "email": "a@ours.example", "capacity": capacity}
    return rules({**HIRING, "caps": [{"window": "day", "limit": day}]}, sdrs=[alice], **policy)


def prospect(
    lead_id: int, ruleset: Ruleset, *, step: int = 1, **columns: Any
) -> Prospect:  # Any: columns
    enrolment = OpenEnrolment(lead_id, "hiring", step - 1, NOW) if step > 1 else None
    one = candidate(
        **{"lead_id": lead_id, "account_id": lead_id, "enrolment": enrolment, **columns}
    )
    rule = ruleset.segments_by_id["hiring"]
    slug = rule.sequence[step - 1].slug
    approach = Approach("hiring", rule, step, slug, [Channel.EMAIL], Channel.EMAIL, TODAY)
    return Prospect(one, approach, Channel.EMAIL, ruleset.policy.sdrs[0], "alice")


def planned(
    prospects: list[Prospect], ruleset: Ruleset, *, desk: int = 0, ledger: Ledger | None = None
) -> Plan:
    return plan(
        prospects,
        budget=Budget(ledger or Ledger({}, {}, {})),
        workload={"alice": desk},
        ruleset=ruleset,
        context=context(ruleset),
        known=limits.names(ruleset, {}, {}, "en"),
    )


def order(found: Plan) -> list[int]:
    return [each.lead_id for each in found.planned]


def test_it_plans_due_steps_first_then_by_priority_newest_signal_and_name() -> None:
    ruleset = team()
    people = [
        prospect(1, ruleset, priority=10.0, email="b@x.example"),
        prospect(2, ruleset, priority=10.0, email="a@x.example"),
        prospect(3, ruleset, priority=90.0),
        prospect(4, ruleset, priority=10.0, newest_signal_at=NOW + timedelta(hours=1)),
        prospect(5, ruleset, priority=1.0, step=2),
    ]
    assert order(planned(people, ruleset)) == [5, 3, 4, 2, 1]
    assert order(planned(list(reversed(people)), ruleset)) == [5, 3, 4, 2, 1]


def test_it_says_what_to_render() -> None:
    ruleset = team()
    (one,) = planned([prospect(7, ruleset, step=2, grade="B1", priority=3.5)], ruleset).planned
    assert one == (7, 7, "hiring", 2, "proof", Channel.EMAIL, "alice", "alice", "B1", 3.5, 7)


def test_it_stops_at_the_capacity_of_the_desk() -> None:
    ruleset = team(capacity=5)
    people = [prospect(n, ruleset, priority=float(-n)) for n in range(1, 6)]
    found = planned(people, ruleset, desk=3)
    assert order(found) == [1, 2]
    gate = found.gates[3]
    assert gate.code is GateCode.CAPACITY
    assert gate.reason == "Alice has 5 drafts today, as many as a day holds (5)"
    assert gate.lifts_at == NOW + MIDNIGHT


def test_it_stops_at_a_cap_and_names_it() -> None:
    ruleset = team(day=2)
    found = planned([prospect(n, ruleset, priority=float(-n)) for n in range(1, 4)], ruleset)
    assert order(found) == [1, 2]
    assert found.gates[3].code is GateCode.CAPS
    assert "0 taken, 2 in open drafts" in found.gates[3].reason


def test_it_stops_at_the_limit_of_an_account_before_other_caps() -> None:
    ruleset = team(day=2, active_per_account=2)
    people = [prospect(n, ruleset, account_id=1, priority=float(-n)) for n in range(1, 4)]
    found = planned(people, ruleset)
    assert order(found) == [1, 2]
    assert found.gates[3].code is GateCode.ACCOUNT_LIMIT


def test_it_goes_past_a_lead_that_a_cap_stops_to_one_it_does_not() -> None:
    first_only = [{"scope": "account", "window": "day", "limit": 1, "first_steps_only": True}]
    ruleset = team(caps=first_only)
    people = [prospect(n, ruleset, account_id=1, priority=float(-n)) for n in (1, 2)]
    people += [prospect(3, ruleset, priority=-3.0), prospect(4, ruleset, account_id=1, step=2)]
    found = planned(people, ruleset)
    assert order(found) == [4, 1, 3]
    assert found.gates[2].code is GateCode.ACCOUNT_LIMIT


def test_it_queues_a_held_draft_again_within_the_same_limits() -> None:
    ruleset = team(day=1)
    draft = OpenDraft(9, DraftStatus.HELD, "hiring", 1, Channel.EMAIL, "alice", "alice", "caps")
    held = prospect(1, ruleset, priority=90.0)._replace(held=draft)
    found = planned([held, prospect(2, ruleset)], ruleset)
    assert (found.lifted, found.planned) == ([9], [])
    assert set(found.gates) == {2}


def test_it_opens_an_enrolment_only_where_none_is_open() -> None:
    ruleset = team()
    assert touching(prospect(1, ruleset)).opens
    assert not touching(prospect(1, ruleset, step=2)).opens


@settings(max_examples=60, deadline=None)
@given(
    accounts=st.lists(st.integers(1, 6), max_size=40),
    day=st.integers(0, 12),
    capacity=st.integers(0, 15),
    active=st.integers(1, 4),
)
def test_it_plans_or_explains_everybody_and_exceeds_nothing(
    accounts: list[int], day: int, capacity: int, active: int
) -> None:
    ruleset = team(capacity=capacity, day=day, active_per_account=active)
    people = [
        prospect(n, ruleset, account_id=account, priority=float(n % 7))
        for n, account in enumerate(accounts, start=1)
    ]
    found = planned(people, ruleset)
    assert set(order(found)) | set(found.gates) == {each.candidate.lead_id for each in people}
    assert not set(order(found)) & set(found.gates)
    assert len(found.planned) <= min(day, capacity)
    per_account = [each.account_id for each in found.planned]
    assert all(per_account.count(account) <= active for account in per_account)
