"""Each slot once: over every change of the clocks, every jump of the clock, every outage."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from cronsim import CronSim
from hypothesis import given, settings
from hypothesis import strategies as st

from prospector.collect import slots
from prospector.collect.slots import Due, Timetable, between, due, next_after, offset, timetable
from prospector.rules.models import CatchUp, FeedRule

PARIS = ZoneInfo("Europe/Paris")
ZONES = ["Europe/Paris", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]
CRONS = [
    "30 2 * * *",
    "0,30 1-3 * * *",
    "15 0 * * mon",
    "*/15 * * * *",
    "45 */2 * * *",
    "0 6 1 * *",
]
START, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def table(text: str, zone: str = "Europe/Paris", catch_up: CatchUp = CatchUp.LATEST) -> Timetable:
    return Timetable(catch_up, ZoneInfo(zone), cron=text)


@cache
def changes(zone: str) -> list[datetime]:
    """The UTC hours from 2025 to 2028 after which a zone's clocks are changed."""
    where = ZoneInfo(zone)
    hours = [START + n * HOUR for n in range((END - START) // HOUR)]
    return [
        one
        for one, other in pairwise(hours)
        if one.astimezone(where).utcoffset() != other.astimezone(where).utcoffset()
    ]


def lived(one: Timetable, moments: list[datetime]) -> list[datetime]:
    """The slots run by somebody who looks at these moments, with a ledger as the store has it."""
    ran: list[datetime] = []
    for now in moments:
        last = max((slot for slot in ran if slot <= now), default=None)
        ran += due(one, last=last, now=now).slots
    return ran


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("text", CRONS)
def test_it_runs_each_slot_once_over_every_change_of_the_clocks(zone: str, text: str) -> None:
    one = table(text, zone)
    for change in changes(zone) or [datetime(2026, 4, 4, 14, tzinfo=UTC)]:
        begin, end = change - 2 * HOUR, change + 4 * HOUR
        steps = [
            begin + n * timedelta(seconds=30) for n in range((end - begin) // timedelta(seconds=30))
        ]
        expected = between(one, steps[0], steps[-1])
        first = due(one, last=None, now=steps[0]).slots
        assert lived(one, steps) == [*first, *expected]
        assert len(set(expected)) == len(expected)
        walls = [slot.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for slot in expected]
        if not text.startswith("*") and "*/" not in text:
            assert len(set(walls)) == len(walls), "a local time ran twice"


def fires(zone: str) -> list[datetime]:
    """What APScheduler's own cron would run at 02:30, day after day."""
    trigger = CronTrigger(hour=2, minute=30, timezone=ZoneInfo(zone))
    found, previous = [], None
    now = START
    while now < END:
        previous = trigger.get_next_fire_time(previous, now)
        now = previous.astimezone(UTC)
        found.append(now)
    return found


def days_of(found: list[datetime], zone: str) -> list[date]:
    return [slot.astimezone(ZoneInfo(zone)).date() for slot in found]


def test_it_would_notice_apschedulers_cron() -> None:
    mine = days_of(between(table("30 2 * * *"), START, END), "Europe/Paris")
    assert len(mine) == len(set(mine)) == 1461
    theirs = days_of(fires("Europe/Paris"), "Europe/Paris")
    assert len(theirs) != len(set(theirs)), "it fires twice when clocks go back"


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("text", CRONS)
def test_it_has_the_slots_of_debians_cron(zone: str, text: str) -> None:
    if zone == "Australia/Lord_Howe" and "*/" in text and not text.startswith("*"):
        return  # cronsim steps by whole hours and passes over its half-hour changes
    begin, end = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 11, 15, tzinfo=UTC)
    theirs = set()
    for slot in CronSim(text, begin.astimezone(ZoneInfo(zone))):
        if slot.astimezone(UTC) > end:
            break
        theirs.add(slot.astimezone(UTC))
    assert set(between(table(text, zone), begin, end)) == theirs


def test_it_moves_a_skipped_time_behind_the_gap_and_takes_a_repeated_one_once() -> None:
    night = table("30 2 * * *")
    spring = between(
        night, datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)
    )
    assert spring == [datetime(2026, 3, 29, 1, tzinfo=UTC)]  # 03:00, the first minute there is
    autumn = between(
        night, datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC)
    )
    assert autumn == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
    island = table("15 2 * * *", "Australia/Lord_Howe")
    half = between(island, datetime(2026, 10, 3, tzinfo=UTC), datetime(2026, 10, 4, tzinfo=UTC))
    assert half == [datetime(2026, 10, 3, 15, 30, tzinfo=UTC)]
    lost_day = table("0 6 * * *", "Pacific/Apia")  # 30 December 2011 never was
    found = between(lost_day, datetime(2011, 12, 29, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC))
    assert [slot.hour for slot in found] == [16, 10, 16, 16]


moments = st.integers(0, (END - START) // timedelta(seconds=1) - 10**7).map(
    lambda n: START + timedelta(seconds=n)
)
tables = st.builds(table, st.sampled_from(CRONS), st.sampled_from(ZONES)) | st.builds(
    lambda every, part: Timetable(
        CatchUp.LATEST, PARIS, every=timedelta(minutes=every), offset=timedelta(seconds=part)
    ),
    st.integers(1, 3_000),
    st.integers(0, 59),
)


@given(
    tables, moments, st.lists(st.timedeltas(timedelta(), timedelta(days=9)), min_size=2, max_size=2)
)
@settings(max_examples=150, deadline=None)
def test_it_has_the_same_slots_however_time_is_cut(
    one: Timetable, begin: datetime, steps: list[timedelta]
) -> None:
    middle, end = begin + steps[0], begin + steps[0] + steps[1]
    whole = between(one, begin, end)
    assert whole == between(one, begin, middle) + between(one, middle, end)
    assert whole == sorted(set(whole))
    following = next_after(one, begin)
    assert following is not None
    assert following > begin
    if whole:
        assert following == whole[0]


@given(
    st.sampled_from(["30 2 * * *", "*/30 * * * *", "0 6 * * mon-fri"]),
    moments,
    st.lists(st.sampled_from([-DAY, -HOUR, -timedelta(seconds=30), timedelta(seconds=30), HOUR, DAY, 40 * DAY]), max_size=25),
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_it_runs_no_slot_twice_however_the_clock_jumps(
    text: str, begin: datetime, jumps: list[timedelta]
) -> None:
    now = begin
    seen = [now]
    for jump in jumps:
        now += jump
        seen.append(now)
    ran = lived(table(text), seen)
    assert len(ran) == len(set(ran))
    assert all(slot <= max(seen) for slot in ran)


def test_it_catches_up_as_it_is_told() -> None:
    now = datetime(2026, 11, 20, 8, 0, 30, tzinfo=UTC)
    last = now - 5 * HOUR
    hours = between(table("0 * * * *"), last, now)
    assert due(table("0 * * * *"), last=last, now=now) == Due((hours[-1],), 4)
    every = table("0 * * * *", catch_up=CatchUp.ALL)
    assert due(every, last=last, now=now) == Due(tuple(hours), 0)
    none = table("0 * * * *", catch_up=CatchUp.NONE)
    assert due(none, last=last, now=now) == Due((hours[-1],), 4)
    late = now + timedelta(minutes=10)
    assert due(none, last=last, now=late) == Due((), 5, hours[-1])
    assert due(none, last=hours[-1], now=late) == Due(())


def test_it_bounds_what_it_catches_up_with_and_counts() -> None:
    now = datetime(2026, 11, 20, 8, tzinfo=UTC)
    every = table("* * * * *", catch_up=CatchUp.ALL)
    found = due(every, last=now - 40 * DAY, now=now)
    assert len(found.slots) == slots.ALL_AT_MOST
    assert found.slots[-1] == now
    assert found.missed == slots.COUNTED_AT_MOST


@pytest.mark.parametrize("catch_up", [CatchUp.LATEST, CatchUp.ALL])
def test_it_begins_with_the_newest_slot(catch_up: CatchUp) -> None:
    now = datetime(2026, 11, 20, 8, tzinfo=UTC)
    daily = table("30 6 * * *", catch_up=catch_up)
    assert due(daily, last=None, now=now) == Due((datetime(2026, 11, 20, 5, 30, tzinfo=UTC),))


def test_it_spreads_intervals_by_the_feeds_name_always_alike() -> None:
    day = timedelta(days=1)
    parts = {offset(f"feed-{n}", day) for n in range(50)}
    assert len(parts) > 40
    assert all(timedelta() <= part < slots.SPREAD for part in parts)
    assert offset("crm", day) == offset("crm", day)
    assert offset("crm", timedelta(seconds=1)) == timedelta()


def test_it_reads_a_feeds_timetable() -> None:
    def of(schedule: dict[str, str] | None) -> Timetable | None:
        feed = {"path": "in", "origin": "x", "schedule": schedule}
        return timetable("crm", FeedRule.model_validate(feed), PARIS)

    assert of(None) is None
    daily = of({"cron": "30 6 * * mon-fri", "zone": "America/New_York", "catch_up": "none"})
    assert daily == Timetable(CatchUp.NONE, ZoneInfo("America/New_York"), cron="30 6 * * mon-fri")
    every = of({"every": "6 h"})
    assert every is not None
    assert (every.zone, every.every) == (PARIS, timedelta(hours=6))
    first = next_after(every, datetime(2026, 11, 20, tzinfo=UTC))
    assert first == datetime(2026, 11, 20, tzinfo=UTC) + every.offset


def test_it_finds_slots_that_are_years_apart() -> None:
    leap = next_after(table("0 6 29 2 *"), datetime(2025, 1, 1, tzinfo=UTC))
    assert leap == datetime(2028, 2, 29, 5, tzinfo=UTC)
