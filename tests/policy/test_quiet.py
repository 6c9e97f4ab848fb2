"""Quiet days hold, quiet hours put off; both by the calendar and the clock of where somebody is."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from prospector.policy.gates import Context, GateCode
from prospector.policy.quiet import quiet_day, send_not_before
from tests.policy.people import candidate, context
from tests.policy.world import PARIS, rules

WEEKEND: dict[str, Any] = {"days": ["saturday", "sunday"], "holidays": True}
NIGHT: dict[str, Any] = {**WEEKEND, "hours": {"from": "19:00", "until": "08:00"}}
NEW_YORK, TOKYO = "America/New_York", "Asia/Tokyo"


def at(moment: str, quiet: dict[str, Any]) -> Context:
    """The context of a moment, given in UTC."""
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    base = context(rules(quiet=quiet))
    return replace(base, now=now, today=now.astimezone(PARIS).date())


def lifts(moment: str, quiet: dict[str, Any], **columns: Any) -> str | None:
    """When a quiet day ends, in UTC; None = it is none."""
    gate = quiet_day(candidate(**columns), at(moment, quiet))
    if gate is None:
        return None
    assert gate.code is GateCode.QUIET_DAY
    assert gate.lifts_at is not None
    return gate.lifts_at.strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("moment", "columns", "expected"),
    [
        # A Friday; a Saturday, whose Monday begins at 23:00 UTC of Sunday, in summer at 22:00.
        ("2026-11-20T09:00", {}, None),
        ("2026-11-21T09:00", {}, "2026-11-22T23:00"),
        # The clocks go back on that Sunday, and forward on this one.
        ("2026-10-24T09:00", {}, "2026-10-25T23:00"),
        ("2026-03-28T09:00", {}, "2026-03-29T22:00"),
        # Bastille Day is a French Tuesday; Easter Monday prolongs a week-end.
        ("2026-07-14T09:00", {"country": "FR"}, "2026-07-14T22:00"),
        ("2026-07-14T09:00", {"country": "DE"}, None),
        ("2026-04-04T09:00", {"country": "FR"}, "2026-04-06T22:00"),
        # Friday evening in Paris is Saturday in Tokyo; Saturday morning still Friday in New York.
        ("2026-11-20T16:00", {"time_zone": TOKYO, "country": "JP"}, "2026-11-23T15:00"),
        ("2026-11-21T02:00", {"time_zone": NEW_YORK, "country": "US"}, None),
    ],
)  # fmt: skip
def test_it_holds_on_a_quiet_day_until_the_next_that_is_none(
    moment: str, columns: dict[str, Any], expected: str | None
) -> None:
    assert lifts(moment, WEEKEND, **columns) == expected


def test_it_says_which_day_it_is() -> None:
    for moment, quiet, words in (
        ("2026-11-21T09:00", WEEKEND, "21 November 2026 is a Saturday"),
        ("2026-07-14T09:00", WEEKEND, "is a public holiday (National Day)"),
        ("2026-12-24T09:00", {"dates": ["2026-12-24"]}, "is a quiet day"),
    ):
        gate = quiet_day(candidate(country="FR"), at(moment, quiet))
        assert gate is not None
        assert words in gate.reason


def test_it_takes_the_business_day_where_the_clock_was_set_back() -> None:
    late = replace(at("2026-11-20T09:00", WEEKEND), today=date(2026, 11, 21))
    assert quiet_day(candidate(), late) is not None


@pytest.mark.parametrize(
    ("moment", "columns", "expected"),
    [
        ("2026-11-18T09:00", {}, None),
        ("2026-11-18T18:00", {}, "2026-11-19T08:00:00+01:00"),
        ("2026-11-18T06:59", {}, "2026-11-18T08:00:00+01:00"),
        ("2026-11-18T07:00", {}, None),
        # Friday evening waits for Monday; before the clocks change its offset is the new one's.
        ("2026-11-20T18:00", {}, "2026-11-23T08:00:00+01:00"),
        ("2026-10-23T17:30", {}, "2026-10-26T08:00:00+01:00"),
        ("2026-03-27T18:30", {}, "2026-03-30T08:00:00+02:00"),
        ("2026-11-18T09:00", {"time_zone": NEW_YORK, "country": "US"}, "2026-11-18T08:00:00-05:00"),
        ("2026-11-18T14:00", {"time_zone": TOKYO, "country": "JP"}, "2026-11-19T08:00:00+09:00"),
    ],
)  # fmt: skip
def test_it_puts_off_what_would_arrive_in_quiet_hours(
    moment: str, columns: dict[str, Any], expected: str | None
) -> None:
    found = send_not_before(candidate(**columns), at(moment, NIGHT))
    assert (found.isoformat() if found else None) == expected


def test_it_shows_a_time_that_clocks_skip_as_the_one_they_show() -> None:
    hours = {"hours": {"from": "23:00", "until": "02:30"}}
    found = send_not_before(candidate(), at("2026-03-29T00:30", hours))
    assert found is not None
    assert found.isoformat() == "2026-03-29T03:30:00+02:00"
    assert found.tzinfo == ZoneInfo("Europe/Paris")


def test_it_puts_off_hours_within_a_day_and_nothing_where_there_are_none() -> None:
    noon = {"hours": {"from": "12:00", "until": "14:00"}}
    found = send_not_before(candidate(), at("2026-11-18T11:30", noon))
    assert found is not None
    assert found.isoformat() == "2026-11-18T14:00:00+01:00"
    assert send_not_before(candidate(), at("2026-11-18T13:00", noon)) is None
    assert send_not_before(candidate(), at("2026-11-18T23:00", WEEKEND)) is None
