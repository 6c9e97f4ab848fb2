"""Cron fields say days by name, and which local times of theirs a change of the clocks touches."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from prospector.rules import cron

PARIS, UTC = ZoneInfo("Europe/Paris"), ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("30 6 * * 1-5", "write mon-fri"),
        ("0 8 * * 0", "write sun"),
        ("0 8 * * 7", "write sun"),
        ("0 8 * * mon,3", "write mon,wed"),
        ("0 8 * * 2#1", "write tue#1"),
        ("0 8 * * */2", "write names, as in mon,wed,fri"),
        ("0 8 * * 5L", "write names, as in mon,wed,fri"),
        ("0 8 * *", "4 fields; cron has five: minute, hour"),
        ("0 0 8 * * *", "6 fields; cron has five: minute, hour"),
        ("61 6 * * *", "not a valid minute; write it as in `30 6 \\* \\* mon-fri`"),
        ("0 6 31 4 *", "not a valid day-of-month"),
        ("soon", "1 fields"),
    ],
)
def test_it_refuses_what_means_something_else_with_the_fix(text: str, fix: str) -> None:
    with pytest.raises(ValueError, match=fix):
        cron.read(text)


def test_it_reads_fields_as_cron_does() -> None:
    weekdays = cron.read("0,30 6-7 * * mon-fri")
    assert list(weekdays.times()) == [time(6), time(6, 30), time(7), time(7, 30)]
    assert [weekdays.falls_on(date(2026, 11, day)) for day in (20, 21, 22, 23)] == [
        True, False, False, True,
    ]  # fmt: skip
    assert weekdays.at_fixed_times
    assert not cron.read("*/15 6 * * *").at_fixed_times
    assert not cron.read("15 */2 * * *").at_fixed_times
    assert cron.read("0 8 * * mon#1").falls_on(date(2026, 11, 2))
    assert not cron.read("0 8 * * mon#1").falls_on(date(2026, 11, 9))
    assert cron.read("0 8 L * *").falls_on(date(2026, 11, 30))


def test_it_knows_the_times_that_clocks_skip_or_repeat() -> None:
    assert cron.doubtful_times("0,30 2,6 * * *", PARIS) == [time(2), time(2, 30)]
    assert cron.doubtful_times("0 4 * * *", PARIS) == []
    assert cron.doubtful_times("0 2 * * *", UTC) == []
    assert cron.doubtful_times("0 2 * * *", ZoneInfo("Asia/Tokyo")) == []
    assert cron.doubtful_times("*/30 2 * * *", PARIS) == []
