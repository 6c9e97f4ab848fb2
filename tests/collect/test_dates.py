"""Times as sources write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.collect import dates
from prospector.collect.reject import Problem, RejectCode
from prospector.columns import from_micros, to_micros

#: Naive, as hypothesis wants its bounds.
EARLIEST, LATEST = datetime.fromisoformat("1990-01-02"), datetime.fromisoformat("2099-12-30")


def read(text: str, order: dates.Order | None = None) -> str:
    found = dates.read_time(text, order)
    return str(found.code) if isinstance(found, Problem) else f"{from_micros(found):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20", "2026-11-20 12:00"),
        ("2026-11-20T10:05:00Z", "2026-11-20 10:05"),
        ("2026-11-20T10:05:00.123456+02:00", "2026-11-20 08:05"),
        ("2026-11-20 10:05:00 UTC", "2026-11-20 10:05"),
        ("2026-11-20 10:05 +0100", "2026-11-20 09:05"),
        ("2026/11/2", "2026-11-02 12:00"),
        ("20261120", "2026-11-20 12:00"),
        ("20261120T100500Z", "2026-11-20 10:05"),
        ("20261120T1005+0100", "2026-11-20 09:05"),
        ("2026-W47-5", "2026-11-20 12:00"),
        ("2026-11-20T10:05:00+01:00[Europe/Paris]", "2026-11-20 09:05"),
        ("1795000000", "2026-11-18 11:06"),
        ("1795000000123", "2026-11-18 11:06"),
        ("1795000000.5", "2026-11-18 11:06"),
        ("28 Sep 2026", "2026-09-28 12:00"),
        ("28-Sep-2026", "2026-09-28 12:00"),
        ("Sep 28, 2026", "2026-09-28 12:00"),
        ("September 28th, 2026 at 2:05 PM", "2026-09-28 14:05"),
        ("1er septembre 2026 à 14h30", "2026-09-01 14:30"),
        ("mar. 3 nov. 2026", "2026-11-03 12:00"),
        ("2 août 2026", "2026-08-02 12:00"),
        ("26/04/2026", "2026-04-26 12:00"),
        ("04/26/2026 10:45:17 AM", "2026-04-26 10:45"),
        ("04/26/2026 12:05 AM", "2026-04-26 00:05"),
        ("03/03/2026", "2026-03-03 12:00"),
        ("3.4.2026", "2026-04-03 12:00"),
        ("03/04/2026", "ambiguous_date"),
        ("03/04/26 10:00", "ambiguous_date"),
        ("31/02/2026", "bad_date"),
        ("2026-13-01", "bad_date"),
        ("20261320T100500Z", "bad_date"),
        ("2026-11-20T10:05:00[Europe/Paris]", "bad_date"),
        ("yesterday", "bad_date"),
        ("45987", "bad_date"),
        ("1900-01-01", "bad_date"),
        ("2200-01-01", "bad_date"),
        ("9999999999999", "bad_date"),
        ("28 Foo 2026", "bad_date"),
        ("28 Sep 2026 25:00", "bad_date"),
    ],
)
def test_it_reads_what_is_clear_and_refuses_what_is_not(text: str, expected: str) -> None:
    assert read(text) == expected


def test_it_reads_day_and_month_in_the_declared_order() -> None:
    assert read("03/04/2026", "dmy") == "2026-04-03 12:00"
    assert read("03/04/2026", "mdy") == "2026-03-04 12:00"
    assert read("04/26/2026", "dmy") == "bad_date"
    assert read("26/04/26 9h05", "dmy") == "2026-04-26 09:05"


def test_it_names_both_readings_of_an_ambiguous_date() -> None:
    found = dates.read_time("03/04/2026", None)
    assert isinstance(found, Problem)
    assert found.code is RejectCode.AMBIGUOUS_DATE
    assert "3 April or 4 March" in found.detail


@given(st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)))
def test_it_reads_back_what_iso_writes(moment: datetime) -> None:
    assert dates.read_time(moment.isoformat(), None) == to_micros(moment)


@given(st.text(max_size=30))
def test_it_never_fails_on_a_text(text: str) -> None:
    assert dates.read_time(text, None) is not None


def test_it_finds_the_one_date_of_a_file_name() -> None:
    assert dates.date_in_name("likers_2026-11-20.csv") == date(2026, 11, 20)
    assert dates.date_in_name("Open Day - Guests - 2026-11-13-10-30.csv") == date(2026, 11, 13)
    assert dates.date_in_name("20261120 likers.csv") == date(2026, 11, 20)
    assert dates.date_in_name("likers.csv") is None
    assert dates.date_in_name("from 2026-11-01 to 2026-11-20.csv") is None
    assert dates.date_in_name("2026-02-31.csv") is None
    assert dates.date_in_name("id-7329202611208003.csv") is None


def test_it_takes_a_day_for_its_noon() -> None:
    assert dates.noon(date(2026, 11, 20)) == datetime(2026, 11, 20, 12, tzinfo=UTC)
