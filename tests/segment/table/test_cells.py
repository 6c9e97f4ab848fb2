"""Cells say the same in every format."""

from prospector.rates import rate
from prospector.segment.table.cells import Part, cells, plain, said
from prospector.segment.table.kpi import NOTHING
from prospector.segment.table.wording import HEADINGS
from tests.segment.table.told import a_row


def test_it_has_a_cell_for_every_heading() -> None:
    for language, headings in HEADINGS.items():
        assert list(cells(a_row(), language)) == list(headings)


def test_it_shows_counts_and_results() -> None:
    found = cells(a_row(), "en")
    assert plain(found["counts"]) == "leads: 60\ncompanies: 12\nof all in segments: 75%"
    assert found["kpi"] == [
        Part("touched", "50"),
        Part("replied", "5: 10% (4 to 21)"),
        Part("met", "1: 2% (0 to 10)"),
        Part("signed", "0: 0% (0 to 7)"),
    ]
    assert cells(a_row(kpi=NOTHING), "en")["kpi"] == [Part("touched", "0")]


def test_it_says_too_few_in_both_languages() -> None:
    assert said(rate(2, 12), "en") == "2 (too few)"
    assert said(rate(2, 12), "fr") == "2 (trop peu)"
    assert said(rate(5, 50), "fr") == "5: 10\N{NO-BREAK SPACE}% (4 à 21)"
