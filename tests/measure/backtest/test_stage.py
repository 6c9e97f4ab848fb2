"""A backtest is read from the store, and writes nothing to it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from prospector.errors import UsageError
from prospector.measure.backtest import Asked, backtest
from prospector.measure.backtest.report import Report
from prospector.measure.backtest.stage import colleagues
from prospector.measure.ladder import Rung
from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database
from tests.measure.decided import decide
from tests.measure.invented import ATTENDED, LIKED, rules
from tests.stories import NOW

UTC = ZoneInfo("UTC")
DAY = timedelta(days=1)
OURS = rules(ATTENDED, capacity=4)


@pytest.fixture
def filled(database: Database) -> Database:
    """Seventy decided drafts of ten days."""
    decide(database, OURS, now=NOW)
    return database


def ran(database: Database, *sides: Ruleset, asked: Asked | None = None) -> Report:
    named = [(f"side {number}", one) for number, one in enumerate(sides)]
    return backtest(database, named, asked or Asked(), now=NOW, zone=UTC)


def test_it_takes_the_highest_rung_with_enough_cases(filled: Database) -> None:
    scope = ran(filled, OURS).scope
    assert scope.rung is Rung.APPROVED
    assert scope.enough
    assert (scope.counted.judged, scope.counted.reached) == (70, 35)
    assert (scope.since, scope.until) == (NOW.date() - 26 * DAY, NOW.date())
    assert (scope.capacity, scope.mornings) == (4, 22)
    assert (scope.signals, scope.assumed) == (70, 0)


def test_it_holds_new_rules_against_old_ones(filled: Database) -> None:
    liked = rules(LIKED, capacity=4)
    report = ran(filled, OURS, liked, asked=Asked(capacity=2))
    ours, theirs = report.sides
    assert ours.precision.rate.count == ours.precision.rate.n > 0
    assert theirs.precision.rate.count == 0 < theirs.precision.rate.n
    assert report.comparison is not None
    assert report.comparison.shared == 0
    assert ours.precision.picked <= 2 * report.scope.mornings
    assert [one.name for one in ours.rules] == ["attended", "everybody"]
    assert ours.rules[0].with_it.count == 35


def test_it_keeps_to_the_window_it_is_given(filled: Database) -> None:
    asked = Asked(
        since=NOW.date() - 15 * DAY, until=NOW.date() - 12 * DAY, rung=Rung.APPROVED_UNEDITED
    )
    report = ran(filled, OURS, asked=asked)
    assert report.scope.rung is Rung.APPROVED_UNEDITED
    assert (report.scope.since, report.scope.until) == (asked.since, asked.until)
    assert report.scope.counted.judged < 70
    assert report.sides[0].precision.rate.share is None
    assert not report.scope.enough


def test_it_says_how_far_it_is(filled: Database) -> None:
    told: list[tuple[int, int]] = []
    asked = Asked(since=date(2026, 11, 10), until=date(2026, 11, 12))
    backtest(
        filled,
        [("one", OURS), ("two", OURS)],
        asked,
        now=NOW,
        zone=UTC,
        tell=lambda done, total: told.append((done, total)),
    )
    assert told == [(number, 6) for number in range(1, 7)]


def test_it_answers_an_empty_store(database: Database) -> None:
    report = ran(database, OURS, asked=Asked(since=date(2026, 11, 18), until=date(2026, 11, 20)))
    assert report.scope.mornings == 3
    assert not report.scope.enough
    assert report.sides[0].precision.picked == 0
    assert report.scope.counted.missing(30) == 30


def test_it_answers_a_window_without_mornings(filled: Database) -> None:
    sunday = Asked(since=date(2026, 5, 3), until=date(2026, 5, 3))
    report = ran(filled, OURS, asked=sunday)
    assert (report.scope.mornings, report.sides[0].precision.picked) == (0, 0)


def test_it_takes_no_rung_whose_cases_lie_outside_the_window(filled: Database) -> None:
    # All were decided about in ten days of November: two of those days are too few.
    two = Asked(since=NOW.date() - 19 * DAY, until=NOW.date() - 18 * DAY)
    scope = ran(filled, OURS, asked=two).scope
    assert not scope.enough
    assert scope.counted.judged == 14


def test_it_refuses_a_window_that_ends_before_it_begins(filled: Database) -> None:
    # Meetings take 45 days to judge, so that the last day is earlier than the first.
    asked = Asked(since=NOW.date() - 9 * DAY, rung=Rung.MEETING)
    said = "--since 2026-11-12 is after the last day, "
    with pytest.raises(UsageError, match=said + "2026-10-07: give --until as well"):
        ran(filled, OURS, asked=asked)
    asked = Asked(since=asked.since, until=NOW.date() - 10 * DAY)
    with pytest.raises(UsageError, match=said + "2026-11-11: give an earlier day"):
        ran(filled, OURS, asked=asked)


def test_it_counts_cases_that_share_an_account() -> None:
    cases = pl.DataFrame({"account_id": [1, 1, 2, None, None]})
    assert colleagues(cases) == 2
