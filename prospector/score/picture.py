"""A waterfall as a picture: inline SVG that takes its colours from the page."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from prospector.engine.points import FULL
from prospector.score.waterfall import Bar
from prospector.score.wording import WORDS, points

_BAR = 14
#: Longest name that fits its place.
_LONGEST = 34


class _Layout(NamedTuple):
    """Lengths of a picture: names stand beside the bars or, without a column, above them."""

    css: str
    names: int
    plot: int
    numbers: int
    row: int
    bar: int
    text: int

    @property
    def width(self) -> int:
        return self.names + self.plot + self.numbers


#: The page's style shows one of them: letters of a picture that shrinks with a telephone's screen
#: cannot be read.
_LAYOUTS = (
    _Layout("wide", names=230, plot=430, numbers=70, row=26, bar=6, text=17),
    _Layout("narrow", names=0, plot=350, numbers=8, row=42, bar=18, text=13),
)


def svg(bars: Sequence[Bar], score: int, *, label: str, language: str) -> str:
    """The bars from zero to the score, the score itself last, on a scale that begins at zero.

    Drawn twice, for wide screens and paper and for narrow screens.
    """
    return "".join(_Picture(layout, bars, language).drawn(score, label) for layout in _LAYOUTS)


def name_of(bar: Bar, language: str) -> str:
    """What stands beside a bar."""
    words = WORDS[language]
    if bar.cap:
        return words["ceiling"].format(name=bar.name)
    if len(bar.parts) > 1:
        return words["signals"].format(name=bar.name, count=len(bar.parts))
    return bar.name


def signed(nano: int, language: str) -> str:
    """Points with their sign, one decimal."""
    text = points(nano, language)
    return f"+{text}" if nano > 0 else text.replace("-", "\N{MINUS SIGN}")


class _Picture:
    """Bars in one layout."""

    def __init__(self, layout: _Layout, bars: Sequence[Bar], language: str) -> None:
        self._at, self._bars, self._language = layout, bars, language
        self._low = min([0, *(bar.end for bar in bars)])
        self._high = max([FULL, *(bar.end for bar in bars)])

    def drawn(self, score: int, label: str) -> str:
        at, bars = self._at, self._bars
        height = (len(bars) + 1) * at.row + 8
        zero, said = self._x(0), points(score, self._language)
        head = f'class="{at.css}" viewBox="0 0 {at.width} {height}" role="img"'
        drawn = [
            f'<svg {head} aria-label="{escape(label)} {said}">',
            f'<line class="axis" x1="{zero}" x2="{zero}" y1="0" y2="{height}"/>',
            *(self._link(place, bar) for place, bar in enumerate(bars)),
            *(self._bar(place, bar) for place, bar in enumerate(bars)),
            self._total(score, label),
            "</svg>",
        ]
        return "".join(drawn)

    def _link(self, place: int, bar: Bar) -> str:
        x, y = self._x(bar.end), place * self._at.row + self._at.bar
        return f'<line class="link" x1="{x}" x2="{x}" y1="{y + _BAR}" y2="{y + self._at.row}"/>'

    def _bar(self, place: int, bar: Bar) -> str:
        kind = "cap" if bar.cap else "up" if bar.nano >= 0 else "down"
        said = signed(bar.nano, self._language)
        title = f"<title>{escape(bar.why)}: {said}</title>"
        rect = self._rect(kind, place, min(bar.start, bar.end), bar.nano, title)
        return self._row(place, name_of(bar, self._language), rect, said)

    def _total(self, score: int, label: str) -> str:
        place = len(self._bars)
        rect = self._rect("total", place, 0, score, "")
        return f'<g class="sum">{self._row(place, label, rect, points(score, self._language))}</g>'

    def _rect(self, css: str, place: int, left: int, nano: int, inside: str) -> str:
        width = max(1.0, self._at.plot * abs(nano) / (self._high - self._low))
        return (
            f'<rect class="{css}" x="{self._x(left)}" y="{place * self._at.row + self._at.bar}"'
            f' width="{width:.1f}" height="{_BAR}" rx="2">{inside}</rect>'
        )

    def _row(self, place: int, name: str, rect: str, number: str) -> str:
        at, y = self._at, place * self._at.row + self._at.text
        cut = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
        beside = f'x="{at.names - 8}" y="{y}" text-anchor="end"' if at.names else f'x="0" y="{y}"'
        return (
            f"<text {beside}>{escape(cut)}</text>{rect}"
            f'<text x="{at.width - 4}" y="{y}" text-anchor="end" class="number">{escape(number)}</text>'
        )

    def _x(self, value: int) -> str:
        share = (value - self._low) / (self._high - self._low)
        return f"{self._at.names + self._at.plot * share:.1f}"
