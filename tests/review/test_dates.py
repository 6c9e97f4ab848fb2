"""Days as people type them."""

from datetime import date

import pytest

from prospector.review.dates import day

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3d", date(2026, 11, 19)),
        ("3 d", date(2026, 11, 19)),
        ("10j", date(2026, 11, 26)),
        ("2w", date(2026, 11, 30)),
        ("1s", date(2026, 11, 23)),
        ("tomorrow", date(2026, 11, 17)),
        ("Demain", date(2026, 11, 17)),
        ("friday", date(2026, 11, 20)),
        ("VENDREDI", date(2026, 11, 20)),
        ("monday", date(2026, 11, 23)),  # never today
        ("2026-12-01", date(2026, 12, 1)),
    ],
)
def test_it_reads_a_day(text: str, expected: date) -> None:
    assert day(text, MONDAY) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not a day"),
        ("soon", "is not a day; write 3d"),
        ("d", "is not a day"),
        ("-3d", "is not a day"),
        ("9999d", "is not a day"),
        ("2026-11-31", "is not a day"),
        ("0d", "is not after today"),
        ("2026-11-16", "is not after today"),
        ("2031-01-01", "more than two years away"),
    ],
)
def test_it_refuses_what_is_not_a_day_to_come(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        day(text, MONDAY)
