"""A waterfall as a picture: inline SVG that takes its colours from the page."""

from collections.abc import Sequence
from html import escape

from prospector.engine.points import FULL
from prospector.score.waterfall import Bar
from prospector.score.wording import WORDS, points

_ROW = 26
_BAR = 14
_NAMES = 230
_PLOT = 430
_NUMBERS = 70
_WIDTH = _NAMES + _PLOT + _NUMBERS
#: Longest name that fits its column.
_LONGEST = 34


def svg(bars: Sequence[Bar], score: int, *, label: str, language: str) -> str:
    """The bars from zero to the score, the score itself last, on a scale that begins at zero."""
    low = min([0, *(bar.end for bar in bars)])
    high = max([FULL, *(bar.end for bar in bars)])
    height = (len(bars) + 1) * _ROW + 8
    rows = [_bar(place, bar, low, high, language) for place, bar in enumerate(bars)]
    rows.append(_total(len(bars), score, low, high, (label, points(score, language))))
    zero = _x(0, low, high)
    links = [
        f'<line class="link" x1="{_x(bar.end, low, high)}" x2="{_x(bar.end, low, high)}"'
        f' y1="{place * _ROW + 6 + _BAR}" y2="{(place + 1) * _ROW + 6}"/>'
        for place, bar in enumerate(bars)
    ]
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(label)} {points(score, language)}">'
        f'<line class="axis" x1="{zero}" x2="{zero}" y1="0" y2="{height}"/>'
        f"{''.join(links)}{''.join(rows)}</svg>"
    )


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


def _x(value: int, low: int, high: int) -> str:
    return f"{_NAMES + _PLOT * (value - low) / (high - low):.1f}"


def _width(value: int, low: int, high: int) -> float:
    return max(1.0, _PLOT * abs(value) / (high - low))


def _bar(place: int, bar: Bar, low: int, high: int, language: str) -> str:
    kind = "cap" if bar.cap else "up" if bar.nano >= 0 else "down"
    left = min(bar.start, bar.end)
    return _row(
        place,
        name_of(bar, language),
        f'<rect class="{kind}" x="{_x(left, low, high)}" y="{place * _ROW + 6}"'
        f' width="{_width(bar.nano, low, high):.1f}" height="{_BAR}" rx="2">'
        f"<title>{escape(bar.why)}: {signed(bar.nano, language)}</title></rect>",
        signed(bar.nano, language),
    )


def _total(place: int, score: int, low: int, high: int, said: tuple[str, str]) -> str:
    rect = (
        f'<rect class="total" x="{_x(0, low, high)}" y="{place * _ROW + 6}"'
        f' width="{_width(score, low, high):.1f}" height="{_BAR}" rx="2"/>'
    )
    return f'<g class="sum">{_row(place, said[0], rect, said[1])}</g>'


def _row(place: int, name: str, rect: str, number: str) -> str:
    y = place * _ROW + 6 + _BAR - 3
    cut = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
    return (
        f'<text x="{_NAMES - 8}" y="{y}" text-anchor="end">{escape(cut)}</text>{rect}'
        f'<text x="{_WIDTH - 4}" y="{y}" text-anchor="end" class="number">{escape(number)}</text>'
    )
