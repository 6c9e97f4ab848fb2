"""Times that can be asked about are those a signal can be of."""

from datetime import UTC, date, datetime

import pytest

from prospector.cli._years import EARLIEST, LATEST, complaint
from prospector.collect import quick
from prospector.columns import to_micros


@pytest.mark.parametrize("day", [date(EARLIEST, 1, 1), date(LATEST, 12, 31)])
def test_it_takes_the_first_and_the_last_day(day: date) -> None:
    assert complaint(str(day), day) is None


@pytest.mark.parametrize("year", [EARLIEST - 1, LATEST + 1])
def test_it_says_which_years_there_are(year: int) -> None:
    found = complaint("then", datetime(year, 6, 1, tzinfo=UTC))
    assert found == "'then' lies outside 1990 to 2099"


def test_it_has_the_years_of_signals() -> None:
    ends = [to_micros(datetime(year, 1, 1, tzinfo=UTC)) for year in (EARLIEST, LATEST + 1)]
    assert ends == [quick._FIRST, quick._LAST]
