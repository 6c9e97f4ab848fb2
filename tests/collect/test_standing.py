"""A feed is failing, late, new or well; and why."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prospector.collect.slots import timetable
from prospector.collect.standing import FeedState, FeedStatus, Known, standing
from prospector.rules.models import FeedRule

NOW = datetime(2026, 11, 20, 8, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
RAN = Known(first_run_at=NOW - 9 * HOUR, last_slot_at=NOW - timedelta(minutes=5), last_run_at=NOW)


def of(known: Known, **said: Any) -> FeedStatus:  # Any: a feed as YAML says it
    rule = FeedRule.model_validate({"path": "in", "origin": "x", **said})
    table = timetable("crm", rule, ZoneInfo("Europe/Paris"))
    return standing("crm", rule, table, known, now=NOW)


def test_it_is_new_until_it_ran_and_then_well() -> None:
    assert (of(Known()).state, of(Known()).why) == (FeedState.NEW, "not run yet")
    hourly = of(RAN, schedule={"cron": "0 * * * *"})
    assert (hourly.state, hourly.why, hourly.schedule) == (FeedState.OK, None, "0 * * * *")
    assert hourly.next_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert of(RAN).next_at is None


def test_it_is_failing_since_its_last_good_run() -> None:
    once = of(Known(**{**vars(RAN), "failures": 1, "last_error": "the key is wrong"}))
    assert (once.state, once.why) == (FeedState.FAILING, "the key is wrong")
    often = of(Known(**{**vars(RAN), "failures": 3, "last_error": "the key is wrong"}))
    assert often.why == "the key is wrong, 3 times in a row"


def test_it_is_late_when_nobody_runs_its_slots() -> None:
    known = Known(first_run_at=NOW - 9 * HOUR, last_slot_at=NOW - timedelta(hours=3, minutes=5))
    found = of(known, schedule={"cron": "0 * * * *"})
    assert found.state is FeedState.LATE
    assert found.why == "its slot of 2026-11-20 07:00 was not run: is `prospector serve` running?"
    assert of(RAN, schedule={"cron": "0 * * * *"}).state is FeedState.OK


def test_it_is_late_when_less_comes_than_is_expected() -> None:
    known = Known(first_run_at=NOW - 90 * HOUR, last_signal_at=NOW - 30 * HOUR)
    assert of(known).state is FeedState.OK
    assert of(known, expect_every="2 d").state is FeedState.OK
    late = of(known, expect_every="1 d")
    assert late.state is FeedState.LATE
    assert late.why == "nothing new since 2026-11-19 02:05 UTC; expected every 1 d"
    never = of(Known(first_run_at=NOW - 90 * HOUR), expect_every="1 d")
    assert never.why == "it never brought anything; expected every 1 d"
    assert of(Known(), expect_every="1 d").state is FeedState.NEW


def test_it_says_what_to_do_about_contradictions_and_a_walk_that_stopped() -> None:
    assert of(RAN).notes == ()
    counts = {"rows": 9, "taken": 9, "seen": 0, "rejected": 0, "stopped_at_page": 100}
    found = of(Known(**{**vars(RAN), "conflicts": 1, "last_counts": counts}))
    assert (found.state, found.conflicts, found.stopped_at_page) == (FeedState.OK, 1, 100)
    one, two = found.notes
    assert one == (
        "1 item came under an id that had another body before:"
        " `prospector rejects conflicts --feed crm`"
    )
    assert two.startswith("the last run stopped after page 100, there may be more: ")


def test_it_comes_earlier_to_try_again() -> None:
    soon = NOW + timedelta(minutes=2)
    known = Known(**{**vars(RAN), "retry_at": soon})
    assert of(known, schedule={"every": "6 h"}).next_at == soon
    assert of(known, schedule={"every": "6 h"}).schedule == "every 6 h"
