"""The business day over clock changes, leap days and clocks set back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.policy import calendar

PARIS = ZoneInfo("Europe/Paris")
ZONES = [
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/Santiago",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
]


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-11-22T22:59:59+00:00", date(2026, 11, 22)),
        ("2026-11-22T23:00:00+00:00", date(2026, 11, 23)),
        ("2026-07-01T21:59:59+00:00", date(2026, 7, 1)),
        ("2026-07-01T22:00:00+00:00", date(2026, 7, 2)),
        ("2028-02-29T12:00:00+00:00", date(2028, 2, 29)),
    ],
)
def test_it_is_the_date_in_the_zone(instant: str, expected: date) -> None:
    assert calendar.business_date(datetime.fromisoformat(instant), PARIS) == expected


def test_it_never_moves_back() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert calendar.business_date(now, PARIS, date(2026, 11, 23)) == date(2026, 11, 23)
    assert calendar.business_date(now, PARIS, date(2026, 11, 21)) == date(2026, 11, 22)
    # The clock goes back a day; the workspace moves to a zone where it is still yesterday.
    assert calendar.business_date(now - timedelta(days=1), PARIS, date(2026, 11, 22)) == date(
        2026, 11, 22
    )
    honolulu = ZoneInfo("Pacific/Honolulu")
    early = datetime(2026, 11, 22, 6, tzinfo=UTC)
    assert calendar.business_date(early, honolulu) == date(2026, 11, 21)
    assert calendar.business_date(early, honolulu, date(2026, 11, 22)) == date(2026, 11, 22)


def test_it_knows_days_of_23_and_25_hours() -> None:
    short = calendar.day_after(date(2026, 3, 29), PARIS) - calendar.day_start(
        date(2026, 3, 29), PARIS
    )
    long = calendar.day_after(date(2026, 10, 25), PARIS) - calendar.day_start(
        date(2026, 10, 25), PARIS
    )
    assert short == timedelta(hours=23)
    assert long == timedelta(hours=25)


@given(
    instant=st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    name=st.sampled_from(ZONES),
)
def test_it_places_every_instant_inside_its_own_day(instant: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    day = calendar.business_date(instant, zone)
    assert calendar.day_start(day, zone) <= instant < calendar.day_after(day, zone)


def test_it_speaks_dates_whatever_the_locale() -> None:
    assert calendar.spoken(date(2026, 12, 3)) == "3 December 2026"
    late = datetime(2026, 12, 2, 23, 30, tzinfo=UTC)
    assert calendar.spoken(late) == "2 December 2026"
    assert calendar.spoken(late, PARIS) == "3 December 2026"
    assert calendar.spoken(date(2026, 12, 3), language="fr") == "3 décembre 2026"
    assert calendar.spoken(date(2026, 12, 1), language="fr") == "1er décembre 2026"
