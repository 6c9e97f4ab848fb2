"""The day somebody is back, as automatic answers say it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.collect.mail.returning import day

SENT = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("I am out of the office until November 27th, 2026.", date(2026, 11, 30)),
        ("I will be back on Monday 30 November.", date(2026, 11, 30)),
        ("I'll be back in the office on 1 December 2026", date(2026, 12, 1)),
        ("Returning to the office on the 7th of January", date(2027, 1, 7)),
        ("I return on 2026-12-03.", date(2026, 12, 3)),
        ("Out until 26/11/2026", date(2026, 11, 27)),
        ("Je suis absent jusqu'au 27 novembre inclus.", date(2026, 11, 30)),
        ("Je suis en congés et serai de retour le lundi 30 novembre 2026.", date(2026, 11, 30)),
        ("De retour au bureau à partir du 1er décembre", date(2026, 12, 1)),
        ("Je suis absente du 20/11 au 04/12, je reviens le 07/12.", date(2026, 12, 7)),
        ("Je serai absent du 23 au 27/11/2026 inclus", date(2026, 11, 30)),
        ("Je serai de nouveau présente le 4 janvier", date(2027, 1, 4)),
        ("absent jusqu'au 03/12, le bureau reste ouvert", date(2026, 12, 4)),
    ],
)
def test_it_reads_the_first_working_day_back(text: str, back: date) -> None:
    assert day(text, SENT) == back


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thank you, I will answer soon.",
        "Out until 03/04",  # March or April?
        "I was back on 3 January 2020",
        "I will be back on 31 February",
        "back on 5 May 2031",
        "Call me at 01 23 45 67 89",
    ],
)
def test_it_says_nothing_where_nothing_clear_is_said(text: str) -> None:
    assert day(text, SENT) is None


@given(st.text(max_size=300), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_it_never_stumbles_and_never_goes_back(text: str, sent: date) -> None:
    for said in (text, f"back on {text}", f"jusqu'au {text}"):
        found = day(said, sent)
        assert found is None or sent <= found <= sent + timedelta(days=370)
        assert found is None or found.weekday() < 5
