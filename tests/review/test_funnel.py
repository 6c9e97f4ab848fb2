"""The funnel counts everybody once and names the action that helps most."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.policy.gates import Gate, GateCode
from prospector.review.funnel import (
    CHECKS,
    NEEDS_DATA,
    NOT_DRAFTED,
    ORDER,
    SNOOZED,
    Drop,
    Facts,
    Person,
    Stop,
    funnel,
    stop_of,
    unscored,
)
from prospector.tables import DraftStatus

FULL = Facts(signal=True, graded=True, segmented=True, reachable=True)
DECEMBER = datetime(2026, 12, 3, tzinfo=UTC)


def stop(gate: str, action: str = "act", facts: Facts = FULL) -> Stop:
    return Stop(gate, "because", action, None, facts)


def test_it_counts_down_in_the_order_of_the_gates() -> None:
    found = funnel(
        [
            stop("capacity"),
            stop("own_staff"),
            unscored("en"),
            stop("own_staff"),
            stop("unheard_of"),
        ],
        ready=4,
    )
    assert (found.people, found.ready) == (9, 4)
    assert [(drop.gate, drop.count, drop.left) for drop in found.drops] == [
        ("not_scored", 1, 8),
        ("own_staff", 2, 6),
        ("capacity", 1, 5),
        ("unheard_of", 1, 4),
    ]


def test_it_names_the_action_that_frees_most() -> None:
    found = funnel(
        [
            *[stop("grade", "Wait", FULL._replace(reachable=False))] * 3,
            *[stop("grade", "Find out account.employees")] * 2,
        ],
        ready=0,
    )
    drop = found.drops[0]
    assert (drop.count, drop.action, drop.frees) == (5, "Find out account.employees", 2)


@pytest.mark.parametrize(
    ("gate", "missing", "frees"),
    [
        (GateCode.NO_CHANNEL, "reachable", 1),
        (GateCode.NO_SIGNAL, "graded", 1),
        (GateCode.NO_SIGNAL, "reachable", 0),
        (GateCode.OTHER_OWNER, "graded", 0),
        (GateCode.DISQUALIFIED, "graded", 1),
        (GateCode.DISQUALIFIED, "segmented", 0),
        (GateCode.CAPS, "segmented", 1),
    ],
)
def test_it_promises_only_leads_that_miss_nothing_more(gate: str, missing: str, frees: int) -> None:
    facts = FULL._replace(**{missing: False})
    assert funnel([stop(gate, facts=facts)], ready=0).drops[0].frees == frees


@pytest.mark.parametrize("gate", [GateCode.CUSTOMER, GateCode.COOL_DOWN, SNOOZED])
def test_it_promises_nothing_where_only_patience_helps(gate: str) -> None:
    assert funnel([stop(gate)], ready=0).drops[0].frees == 0


def test_it_says_when_the_first_lifts() -> None:
    later = DECEMBER.replace(day=9)
    stops = [stop("cool_down")._replace(lifts_at=at) for at in (later, None, DECEMBER)]
    assert funnel(stops, ready=0).drops == (Drop("cool_down", 3, 0, "act", 0, "because", DECEMBER),)


@pytest.mark.parametrize("status", [DraftStatus.QUEUED, DraftStatus.APPROVED])
def test_it_takes_a_queued_or_approved_draft_for_ready(status: DraftStatus) -> None:
    assert stop_of(Person(FULL, None, status), "en") is None


@pytest.mark.parametrize(
    ("person", "gate"),
    [
        (Person(FULL, Gate(GateCode.GRADE, "C3", None, "wait")), "grade"),
        (Person(FULL, Gate(GateCode.CAPS, "full", None, "wait"), DraftStatus.HELD, "caps"), "caps"),
        (Person(FULL, None), NOT_DRAFTED),
        (Person(FULL, None, DraftStatus.SNOOZED), SNOOZED),
        (Person(FULL, None, DraftStatus.HELD, "checks"), CHECKS),
        (Person(FULL, None, DraftStatus.HELD, "needs_data"), NEEDS_DATA),
        (Person(FULL, None, DraftStatus.HELD, "enrolled"), "enrolled"),
        (Person(FULL, None, DraftStatus.HELD), CHECKS),
    ],
)
def test_it_says_what_stops_a_lead(person: Person, gate: str) -> None:
    stopped = stop_of(person, "en")
    assert stopped is not None
    assert stopped.gate == gate
    assert stopped.action


@given(
    st.lists(st.tuples(st.sampled_from([*ORDER, "odd"]), st.sampled_from("ab"))),
    st.integers(0, 50),
)
def test_it_explains_everybody_once(stops: list[tuple[str, str]], ready: int) -> None:
    found = funnel([stop(gate, action) for gate, action in stops], ready=ready)
    assert found.people == ready + sum(drop.count for drop in found.drops) == ready + len(stops)
    assert (found.drops[-1].left if found.drops else found.people) == ready
    assert all(drop.frees <= drop.count for drop in found.drops)
