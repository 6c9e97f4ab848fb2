"""Mornings are working days, at the hour the queue was made."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from prospector.columns import from_micros, to_micros
from prospector.measure.backtest.window import mornings

PARIS = ZoneInfo("Europe/Paris")


def told(since: date, until: date, *drafted: datetime) -> list[datetime]:
    return [from_micros(at) for at in mornings(since, until, PARIS, map(to_micros, drafted))]


def test_it_begins_working_days_at_eight_of_the_zone() -> None:
    # Friday to Tuesday, over the end of summer time
    assert told(date(2026, 10, 23), date(2026, 10, 27)) == [
        datetime(2026, 10, 23, 6, tzinfo=UTC),
        datetime(2026, 10, 26, 7, tzinfo=UTC),
        datetime(2026, 10, 27, 7, tzinfo=UTC),
    ]


def test_it_begins_with_the_first_draft_of_a_day() -> None:
    early, late = (datetime(2026, 11, 18, hour, 31, tzinfo=UTC) for hour in (5, 15))
    sunday = datetime(2026, 11, 15, 9, tzinfo=UTC)
    found = told(date(2026, 11, 14), date(2026, 11, 18), late, early, sunday)
    assert found == [
        sunday,
        datetime(2026, 11, 16, 7, tzinfo=UTC),
        datetime(2026, 11, 17, 7, tzinfo=UTC),
        early,
    ]


def test_it_has_no_morning_in_a_window_that_ends_before_it_begins() -> None:
    assert told(date(2026, 11, 18), date(2026, 11, 17)) == []
