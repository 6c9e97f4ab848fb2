"""The segmentation table as a PowerPoint file: an overview, then one slide per segment."""

import io
import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from prospector.segment.table.cells import Part, cells, percent
from prospector.segment.table.rows import Row, Table
from prospector.segment.table.wording import HEADINGS, NOTE, PARTS, TITLE

# Any: python-pptx has no types.
Slide = Any

_WIDTH, _HEIGHT = 13.333, 7.5
_MARGIN = 0.5
_INK, _BLUE, _PALE, _WHITE, _LIGHT = "1C2430", "23415F", "F3F6F9", "FFFFFF", "C9D5E2"
_FONT = "Calibri"
#: Segments in one overview; more go to another slide.
_ROWS = 10
#: Letters of a label that two lines of the overview take.
_LABEL = 66
_SIZES = (16, 15, 14, 13, 12, 11, 10, 9)
#: How wide a letter is and how high a line, in parts of the size: a little more than Calibri needs.
_LETTER, _LINE = 0.53, 1.22
_POINTS = 72
#: Space inside a box, in inches, and the height of its heading.
_INSET, _HEAD = 0.14, 0.34


class Box(NamedTuple):
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


def slides(table: Table) -> bytes:
    """The file. Texts shrink to fit their box, and end with an ellipsis where they cannot."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    title = TITLE[table.language].format(ours=table.ours, day=f"{table.as_of:%Y-%m-%d}")
    deck.core_properties.title = title
    deck.core_properties.created = table.as_of.replace(tzinfo=None)
    _cover(_blank(deck), table, title)
    for start in range(0, len(table.rows), _ROWS):
        _overview(_blank(deck), table, table.rows[start : start + _ROWS])
    for row in table.rows:
        _segment(_blank(deck), row, table.language)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def size_for(
    paragraphs: Sequence[str], width: float, height: float, sizes: Sequence[int] = _SIZES
) -> int | None:
    """The largest size, in points, at which texts fit a space in inches; None = none does."""
    fits = (size for size in sizes if _lines(paragraphs, width, size) <= _room(height, size))
    return next(fits, None)


def fitted(
    paragraphs: Sequence[str], width: float, height: float, sizes: Sequence[int] = _SIZES
) -> tuple[list[str], int]:
    """The texts and their size; cut, longest first, where even the smallest size is too large."""
    found = list(paragraphs)
    while (size := size_for(found, width, height, sizes)) is None:
        longest = max(range(len(found)), key=lambda place: len(found[place]))
        found[longest] = f"{found[longest].rstrip('…')[:-8].rstrip()}…"
    return found, size


def _lines(paragraphs: Sequence[str], width: float, size: int) -> int:
    letters = max(1, int(width * _POINTS / (size * _LETTER)))
    return sum(max(1, math.ceil(len(text) / letters)) for text in paragraphs)


def _room(height: float, size: int) -> int:
    return int(height * _POINTS / (size * _LINE))


def _blank(deck: Any) -> Slide:  # Any: a presentation
    return deck.slides.add_slide(deck.slide_layouts[6])


def _cover(slide: Slide, table: Table, title: str) -> None:
    _fill(slide, Box(0, 0, _WIDTH, _HEIGHT), _BLUE)
    lines = title.rsplit(", ", 1)  # a date that begins at a line's end is broken at its hyphen
    _write(slide, Box(1, 2.5, _WIDTH - 2, 1.6), lines, Look(36, _WHITE, bold=True))
    words = PARTS[table.language]
    leads = sum(row.counts.leads for row in table.rows)
    told = f"{len(table.rows)} segments, {leads} {words['leads']}"
    _write(slide, Box(1, 4.2, _WIDTH - 2, 0.6), [told], Look(18, _LIGHT))
    text, size = fitted([NOTE[table.language]], _WIDTH - 2, 0.9)
    _write(slide, Box(1, 6.0, _WIDTH - 2, 1.0), text, Look(min(size, 12), _LIGHT))


def _overview(slide: Slide, table: Table, rows: Sequence[Row]) -> None:
    words, headings = PARTS[table.language], HEADINGS[table.language]
    _head(slide, headings["segment"] + "s", "")
    names = [headings["segment"], words["purpose"], words["leads"], words["accounts"]]
    names += [words[name] for name in ("share", "touched", "replied", "met", "won")]
    box = Box(_MARGIN, 1.35, _WIDTH - 2 * _MARGIN, 0.5 * (len(rows) + 1))
    made = slide.shapes.add_table(len(rows) + 1, len(names), *_emu(box)).table
    widths = (2.4, 1.65, 1.25, 1.4, 1.4, 1.3, 1.05, 1.0, 0.883)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Inches(width)
    for place, name in enumerate(names):
        _cell(made.cell(0, place), name, Look(12, _WHITE, bold=True, right=place > 1), fill=_BLUE)
    for number, row in enumerate(rows, 1):
        kpi = row.kpi
        figures = [row.counts.leads, row.counts.accounts, percent(row.counts.share, table.language)]
        figures += [kpi.touched, kpi.replied.count, kpi.met.count, kpi.won.count]
        label = row.label if len(row.label) <= _LABEL else f"{row.label[: _LABEL - 1]}…"
        for place, text in enumerate([label, row.purpose, *map(str, figures)]):
            look = Look(12, _INK, bold=place == 0, right=place > 1)
            fill = _PALE if number % 2 == 0 else _WHITE
            _cell(made.cell(number, place), text, look, fill=fill)


def _segment(slide: Slide, row: Row, language: str) -> None:
    """Who they are above, what moves them in the middle, how we approach and what came of it below."""
    told, headings = cells(row, language), HEADINGS[language]
    _head(slide, row.label, row.purpose)
    inner = _WIDTH - 2 * _MARGIN
    half, gap = (inner - 0.25) / 2, 0.25
    right = _MARGIN + half + gap
    places = {
        "company": Box(_MARGIN, 1.35, half, 1.35),
        "decision_maker": Box(right, 1.35, half, 1.35),
        "context": Box(_MARGIN, 2.85, half, 1.75),
        "brakes": Box(right, 2.85, half, 1.75),
        "approach": Box(_MARGIN, 4.75, half, 2.35),
    }
    for name, box in places.items():
        _card(slide, box, headings[name], told[name])
    quarter = (half - gap) / 2
    _card(slide, Box(right, 4.75, quarter, 2.35), headings["counts"], told["counts"], figures=True)
    figures = Box(right + quarter + gap, 4.75, quarter, 2.35)
    _card(slide, figures, headings["kpi"], told["kpi"], figures=True)


def _head(slide: Slide, title: str, beside: str) -> None:
    _fill(slide, Box(0, 0, _WIDTH, 1.05), _BLUE)
    wide = _WIDTH - 2 * _MARGIN - (3.2 if beside else 0)
    text, size = fitted([title], wide, 0.5, sizes=(26, 22, 18, 14, 11))
    _write(slide, Box(_MARGIN, 0.26, wide, 0.6), text, Look(size, _WHITE, bold=True))
    if beside:
        box = Box(_WIDTH - _MARGIN - 3.1, 0.36, 3.1, 0.4)
        _write(slide, box, [beside], Look(14, _LIGHT, right=True))


def _card(
    slide: Slide, box: Box, heading: str, parts: Iterable[Part], *, figures: bool = False
) -> None:
    """A pale box with a heading and its parts; figures stand before their words."""
    _fill(slide, box, _PALE)
    inner = Box(box.left + _INSET, box.top + 0.08, box.width - 2 * _INSET, _HEAD)
    _write(slide, inner, [heading], Look(12, _BLUE, bold=True))
    texts = [_said(part, figures=figures) for part in parts]
    rest = Box(inner.left, box.top + 0.08 + _HEAD, inner.width, box.height - 0.16 - _HEAD)
    fitting, size = fitted(texts, rest.width, rest.height)
    _write(slide, rest, fitting, Look(size, _INK))


def _said(part: Part, *, figures: bool) -> str:
    if not part.heading:
        return part.text
    return f"{part.text} {part.heading}" if figures else f"{part.heading}: {part.text}"


class Look(NamedTuple):
    """How a text looks."""

    size: int
    colour: str
    bold: bool = False
    right: bool = False


def _write(slide: Slide, box: Box, paragraphs: Sequence[str], look: Look) -> None:
    frame = slide.shapes.add_textbox(*_emu(box)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        _run(paragraph, text, look)


# Any, here and below: python-pptx has no types.
def _cell(cell: Any, text: str, look: Look, *, fill: str) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = _rgb(fill)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    _run(cell.text_frame.paragraphs[0], text, look)


def _run(paragraph: Any, text: str, look: Look) -> None:
    paragraph.alignment = PP_ALIGN.RIGHT if look.right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(look.size), look.bold, _FONT
    run.font.color.rgb = _rgb(look.colour)


def _rgb(colour: str) -> Any:
    make: Any = RGBColor
    return make.from_string(colour)


def _fill(slide: Slide, box: Box, colour: str) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(box))
    shape.fill.solid()
    shape.fill.fore_color.rgb = _rgb(colour)
    shape.line.fill.background()
    shape.shadow.inherit = False


def _emu(box: Box) -> list[Emu]:
    return [Emu(Inches(value)) for value in box]
