"""Blocks fit the screen and say everything the table says."""

from prospector.segment.table.blocks import blocks
from prospector.segment.table.cells import cells
from prospector.segment.table.rows import Table
from tests.segment.table.told import a_row
from tests.stories import NOW

LONG = a_row(
    pains="New machines that are not connected, a copy-and-paste tool nobody took over, " * 3
)


def told(width: int, language: str = "en") -> list[str]:
    return list(blocks(Table(NOW, language, "Acme", (LONG, a_row())), width))


def test_it_stays_within_the_screen_and_indents_what_goes_on() -> None:
    for width in (60, 80, 300):
        lines = told(width)
        assert max(map(len, lines)) <= min(width, 100)
        assert any(line.startswith("      ") for line in lines)


def test_it_says_every_part_of_every_cell_in_both_languages() -> None:
    for language in ("en", "fr"):
        said = " ".join(" ".join(told(60, language)).split())
        for column, parts in cells(LONG, language).items():
            for part in parts:
                assert " ".join(part.text.split()) in said, column


def test_it_gives_the_figures_of_a_cell_in_one_line() -> None:
    assert "  Counts: leads: 60; companies: 12; of all in segments: 75%" in told(100)
