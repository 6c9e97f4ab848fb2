"""The segmentation table as slides: everything inside its box, every box inside its slide."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PIL import ImageFont
from pptx import Presentation

from prospector.segment.table.rows import Table
from prospector.segment.table.slides import fitted, slides
from tests.segment.table.told import a_row, a_table

#: English metric units of a point.
EMU = 12_700


def opened(found: Table) -> Any:  # Any: python-pptx has no types
    return Presentation(io.BytesIO(slides(found)))


def texts(slide: Any) -> list[str]:
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    return [text for text in found if text]


def many(count: int, **values: str) -> Table:
    rows = tuple(a_row(**{"segment": f"s{number}", **values}) for number in range(count))
    return replace(a_table(), rows=rows)


def test_it_has_a_cover_an_overview_and_a_slide_per_segment() -> None:
    deck = opened(a_table())
    assert len(deck.slides) == 2 + len(a_table().rows)
    cover, overview, first, *_ = deck.slides
    row = a_table().rows[0]
    assert a_table().ours in texts(cover)[0]
    (grid,) = [shape.table for shape in overview.shapes if shape.has_table]
    assert grid.cell(1, 0).text == row.label
    assert grid.cell(1, 2).text == str(row.counts.leads)
    said = "\n".join(texts(first))
    for part in (row.label, row.purpose, row.company, row.decision_maker, row.pains, row.expects):
        assert part in said
    assert f"{row.kpi.touched} " in said


def test_it_begins_another_overview_where_one_is_full() -> None:
    deck = opened(many(12))
    overviews = [slide for slide in deck.slides if any(shape.has_table for shape in slide.shapes)]
    assert [
        len(shape.table.rows) for slide in overviews for shape in slide.shapes if shape.has_table
    ] == [11, 3]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_breaks_no_heading_inside_a_word(language: str) -> None:
    _, overview, *_ = opened(a_table(language)).slides
    (grid,) = [shape.table for shape in overview.shapes if shape.has_table]
    for place, column in enumerate(grid.columns):
        words = grid.cell(0, place).text.replace("-", "- ").split()
        # Bold 12 points, some 0.65 of them a letter in a wide font; a tenth of an inch on either side.
        needed = max(map(len, words)) * 12 * 0.65 / 72 + 0.2
        assert needed * 72 * EMU <= column.width, words


@pytest.mark.parametrize("words", ["x", "A rather long sentence about a workshop. " * 40])
def test_it_keeps_everything_inside(words: str) -> None:
    found = many(
        10, company=words, pains=words, approach=words, label=words[:200], purpose=words[:30]
    )
    deck = opened(found)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width + 1
            assert shape.top + shape.height <= deck.slide_height
            for paragraphs, size in sized(shape):
                lines = sum(wrapped(text, shape.width / EMU, size) for text in paragraphs)
                assert lines * size * 1.2 <= shape.height / EMU, paragraphs


def wrapped(text: str, width: float, size: int) -> int:
    """The lines a text takes in points of width, by a font wider than the slides'."""
    font, lines, line = ImageFont.load_default(size), 1, ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) > width and line:
            lines, line = lines + 1, word
        else:
            line = longer
    return lines


def sized(shape: Any) -> Iterator[tuple[list[str], int]]:
    """The texts of a shape and their size."""
    if shape.has_text_frame and shape.text_frame.text:
        frame = shape.text_frame
        yield [one.text for one in frame.paragraphs], int(frame.paragraphs[0].runs[0].font.size.pt)


def test_it_shrinks_then_cuts_the_longest() -> None:
    assert fitted(["short"], 5, 1) == (["short"], 16)
    long, size = fitted(["short", "word " * 400], 3, 1)
    assert (long[0], size) == ("short", 9)
    assert long[1].endswith("…")


def test_it_takes_any_text() -> None:
    odd = "a\x0bb\x00 <b>&amp; \N{SNOWMAN}"
    assert any(
        "<b>&amp;" in text for slide in opened(many(1, company=odd)).slides for text in texts(slide)
    )
