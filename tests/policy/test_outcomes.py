"""What an objection or a bounce closes."""

from typing import Any

import pytest

from prospector.policy.outcomes import closings, is_soft
from prospector.store.suppressions import Objection, Value
from prospector.tables import SuppressionKind
from tests.policy.world import NOW

MAIL = Value(SuppressionKind.EMAIL, "charlie@acme.example")
PROFILE = Value(SuppressionKind.PROFILE, "linkedin.com/in/charlie")
KNOWN = {1: {MAIL, PROFILE}}


def objection(kind: str, value: Value | None = MAIL, **columns: Any) -> Objection:  # Any: columns
    given: dict[str, Any] = {
        "signal_id": 5,
        "kind": kind,
        "at": NOW,
        "lead_id": 1,
        "value": value,
        "feed": "replies",
        "file": "replies.csv",
        "line": 3,
        "subject": None,
        "topic": None,
        "text": None,
        "attributes": None,
        **columns,
    }
    return Objection(**given)


def closed(one: Objection) -> set[Value]:
    return {closing.value for _, closing in closings([one], KNOWN)}


@pytest.mark.parametrize("kind", ["opted_out", "spam_reported"])
def test_it_closes_every_way_to_a_person_who_objects(kind: str) -> None:
    assert closed(objection(kind)) == {MAIL, PROFILE}
    found = closings([objection(kind)], KNOWN)
    assert {each.reason for _, each in found} == {kind}
    assert {each.source for _, each in found} == {"replies, replies.csv line 3"}


def test_it_closes_what_it_can_of_somebody_not_yet_resolved() -> None:
    assert closed(objection("opted_out", lead_id=None)) == {MAIL}
    assert closed(objection("opted_out", None, lead_id=None)) == set()


def test_it_closes_only_the_address_that_bounced() -> None:
    assert closed(objection("bounced")) == {MAIL}
    assert closed(objection("bounced", PROFILE)) == set()
    assert closed(objection("bounced", None)) == set()


@pytest.mark.parametrize(
    "columns",
    [
        {"subject": "Soft bounce"},
        {"topic": "transient"},
        {"text": "4.2.2 mailbox full"},
        {"text": "450 try again later"},
        {"attributes": {"bounce_type": "SoftBounce", "code": 421}},
        {"attributes": {"type": "Temporary failure"}},
    ],
)
def test_it_keeps_an_address_that_bounced_softly(columns: dict[str, Any]) -> None:
    assert is_soft(objection("bounced", **columns))
    assert closed(objection("bounced", **columns)) == set()


@pytest.mark.parametrize(
    "columns",
    [{}, {"text": "550 5.1.1 no such user"}, {"attributes": {"type": "hard", "tries": 4}}],
)
def test_it_takes_any_other_bounce_as_final(columns: dict[str, Any]) -> None:
    assert not is_soft(objection("bounced", **columns))
