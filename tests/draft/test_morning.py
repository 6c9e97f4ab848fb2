"""What a new day does to open drafts."""

from datetime import timedelta
from typing import Any

import pytest

from prospector.draft import morning
from prospector.draft.morning import Standing, Turn
from prospector.tables import Draft, DraftStatus
from tests.draft.desk import NOW, TODAY
from tests.store.test_drafts import a_draft

YESTERDAY = TODAY - timedelta(days=1)
GOOD = Standing("hiring", "A1")


def turn(standing: Standing = GOOD, **values: Any) -> Turn | None:
    draft = Draft(id=1, **{**a_draft(1), "business_date": YESTERDAY, **values})
    return morning.turn(draft, standing, today=TODAY, now=NOW, grades=["A1", "A2"])


def to(found: Turn | None) -> DraftStatus | None:
    return found.new if found else None


def test_it_lets_yesterday_s_drafts_compete_again() -> None:
    found = turn()
    assert found is not None
    assert (found.old, found.new) == (DraftStatus.QUEUED, DraftStatus.HELD)
    assert found.values["held_gate"] == "capacity"


@pytest.mark.parametrize(
    "values",
    [
        {"business_date": TODAY},
        {"touched_by": "alice"},
        {"status": DraftStatus.APPROVED},
        {"status": DraftStatus.SNOOZED, "snoozed_until": TODAY + timedelta(days=1)},
        {"status": DraftStatus.HELD, "held_gate": "caps", "held_until": NOW},
        {"status": DraftStatus.HELD, "held_gate": "checks"},
    ],
)
def test_it_leaves_alone(values: dict[str, Any]) -> None:
    assert turn(**values) is None


@pytest.mark.parametrize(
    "standing",
    [Standing(None, "A1"), Standing("other", "A1"), Standing("hiring", "C3"), Standing(None, None)],
)
@pytest.mark.parametrize("status", [DraftStatus.QUEUED, DraftStatus.HELD])
def test_it_expires_what_nothing_speaks_for_any_more(
    standing: Standing, status: DraftStatus
) -> None:
    found = turn(standing, status=status, held_gate="caps", held_until=NOW)
    assert to(found) is DraftStatus.EXPIRED
    assert found is not None
    assert found.values["held_reason"].startswith("The ")


def test_it_keeps_a_later_step_whatever_the_score_does() -> None:
    assert to(turn(Standing(None, "C3"), step=2)) is DraftStatus.HELD


def test_it_expires_a_hold_that_does_not_lift_by_itself() -> None:
    held: dict[str, Any] = {
        "status": DraftStatus.HELD,
        "held_gate": "customer",
        "held_until": None,
    }
    assert to(turn(**held)) is DraftStatus.EXPIRED
    assert turn(**held, touched_by="alice") is None


@pytest.mark.parametrize("until", [TODAY, YESTERDAY, None])
def test_it_wakes_what_was_put_off(until: object) -> None:
    found = turn(status=DraftStatus.SNOOZED, snoozed_until=until, touched_by="alice")
    assert to(found) is DraftStatus.QUEUED
