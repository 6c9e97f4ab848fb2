"""One sort of chart: values with their intervals, row by row, as inline SVG that needs no script."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

#: Lengths in the units of the viewBox.
_ROW, _MARK, _TOP, _BOTTOM = 12, 16, 10, 26
_SIZE = 5
_TICKS = 6


class Layout(NamedTuple):
    """Lengths of a drawing: labels stand beside the marks or, in rows that are higher, above them."""

    css: str
    width: int
    left: int
    right: int
    above: int
    #: Most ticks; where there are more, every other one is left out.
    ticks: int


#: The page's style shows one of them: letters of a drawing that shrinks with a telephone's screen
#: cannot be read.
WIDE = Layout("wide", width=720, left=230, right=24, above=0, ticks=9)
NARROW = Layout("narrow", width=360, left=16, right=20, above=16, ticks=7)


class Mark(NamedTuple):
    """A value with its interval, drawn as one of the classes `new`, `old`, `told`."""

    css: str
    value: float | None
    low: float | None
    #: None = without end.
    high: float | None
    #: What a reader hears or sees on pointing at it.
    spoken: str


class Row(NamedTuple):
    """A label and its marks, one below the other; no marks = too few."""

    label: str
    marks: Sequence[Mark]
    #: Instead of marks.
    note: str = ""


class Scale(NamedTuple):
    """From a value to a place, and what stands at the ticks."""

    place: Callable[[float], float]
    ticks: Sequence[float]
    label: Callable[[float], str]
    #: Where a line is drawn through all rows.
    line: float | None = None


def shares(rows: Iterable[Row], label: Callable[[float], str], line: float | None = None) -> Scale:
    """From 0 to what the widest interval needs, at most 1."""
    values = [
        each for row in rows for mark in row.marks for each in (mark.value, mark.high) if each
    ]
    most = max([*values, line or 0.0, 0.01])
    step = _step(most / _TICKS)
    end = min(1.0, ceil(most / step) * step)
    ticks = [number * step for number in range(floor(end / step + 1e-9) + 1)]
    return Scale(lambda value: value / end, ticks, label, line)


def ratios(rows: Iterable[Row], label: Callable[[float], str]) -> Scale:
    """Halves and doubles about 1, as far as the values and most of the intervals go."""
    values = [
        each
        for row in rows
        for mark in row.marks
        for each in (mark.value, mark.low, mark.high)
        if each
    ]
    reach = min(4, max(1, *(ceil(abs(_doubles(value))) for value in [*values, 2.0])))
    ticks = [2.0**number for number in range(-reach, reach + 1)]
    return Scale(
        lambda value: (_doubles(value) + reach) / (2 * reach) if value > 0 else 0.0,
        ticks,
        label,
        1.0,
    )


def chart(rows: Sequence[Row], scale: Scale, title: str) -> str:
    """The chart, for wide screens and paper and for narrow ones; a screen reader says its title."""
    return "".join(_drawn(rows, scale, title, at) for at in (WIDE, NARROW))


def _drawn(rows: Sequence[Row], scale: Scale, title: str, at: Layout) -> str:
    parts: list[str] = []
    y: float = _TOP
    for row in rows:
        height = at.above + _ROW + _MARK * max(1, len(row.marks))
        parts.append(_row(row, scale, at, y, height))
        y += height
    whole = y + _BOTTOM
    return (
        f'<svg class="{at.css}" viewBox="0 0 {at.width} {whole:g}" role="img"'
        f' aria-label="{escape(title)}">{_axis(scale, at, y)}{"".join(parts)}</svg>'
    )


def _row(row: Row, scale: Scale, at: Layout, y: float, height: float) -> str:
    middle = y + at.above + (height - at.above) / 2
    place = (0, y + at.above) if at.above else (at.left - 12, middle + 4)
    label = f'<text class="label" x="{place[0]}" y="{place[1]:g}">{escape(row.label)}</text>'
    if not row.marks:
        return f'{label}<text class="note" x="{at.left + 6}" y="{middle + 4:g}">{escape(row.note)}</text>'
    first = middle - _MARK * (len(row.marks) - 1) / 2
    marks = (_mark(mark, scale, at, first + _MARK * nth) for nth, mark in enumerate(row.marks))
    return label + "".join(marks)


def _mark(mark: Mark, scale: Scale, at: Layout, y: float) -> str:
    parts = [f"<title>{escape(mark.spoken)}</title>"]
    if mark.low is not None:
        low, high = _x(scale, at, mark.low), _x(scale, at, mark.high)
        parts.append(f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y:g}" y2="{y:g}"/>')
    if mark.value is not None:
        parts.append(_shape(mark.css, _x(scale, at, mark.value), y))
    return f'<g class="{mark.css}">{"".join(parts)}</g>'


def _shape(css: str, x: float, y: float) -> str:
    """Shapes differ as well as colours: paper may be grey."""
    if css == "new":
        return f'<circle cx="{x:.1f}" cy="{y:g}" r="{_SIZE}"/>'
    size = _SIZE + 1
    corners = ((x, y - size), (x + size, y), (x, y + size), (x - size, y))
    points = " ".join(f"{a:.1f},{b:g}" for a, b in corners)
    return f'<polygon points="{points}"/>'


def _axis(scale: Scale, at: Layout, bottom: float) -> str:
    parts = []
    for tick in scale.ticks[:: ceil(len(scale.ticks) / at.ticks)]:
        x = _x(scale, at, tick)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{bottom:g}"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18:g}">{escape(scale.label(tick))}</text>')
    if scale.line is not None:
        x = _x(scale, at, scale.line)
        parts.append(f'<line class="line" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{bottom:g}"/>')
    return f'<g class="axis">{"".join(parts)}</g>'


def _x(scale: Scale, at: Layout, value: float | None) -> float:
    """A place between the edges; what lies beyond ends at the edge."""
    place = 1.0 if value is None else min(1.0, max(0.0, scale.place(value)))
    return at.left + place * (at.width - at.left - at.right)


def _step(raw: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(raw))
    return next(power * one for one in (1, 2, 5, 10) if power * one >= raw * (1 - 1e-9))


def _doubles(value: float) -> float:
    return log10(value) / log10(2)
