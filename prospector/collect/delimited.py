"""Split delimited text into records, strictly, so that a stray quote costs one record.

Every character of the text ends up in exactly one piece: a record, a blank line or a reject.
A record that cannot be is given up after its first physical line, and reading goes on with the
next one: an opening quote that nobody closes does not swallow the rest of the file. Over several
lines a quote inside an unquoted cell is no text: there a stray quote met the opening one of a
later record.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from prospector.collect import encoding
from prospector.collect.reject import NUL_SHOWN, RejectCode

#: A quoted cell that goes on for longer than this was never meant to be one.
MAX_LINES = 1_000
MAX_CHARS = 1 << 20
QUOTE = '"'


class Piece(NamedTuple):
    """A run of physical lines and what it is: cells, nothing (neither cells nor code), or a reject."""

    line: int
    raw: str
    cells: list[str] | None = None
    code: RejectCode | None = None
    detail: str = ""
    lines: int = 1


class Width(NamedTuple):
    """How many cells a record has: as many as the header, or fewer where that ends in nameless columns."""

    full: int
    least: int


def width_of(header: Sequence[str]) -> Width:
    """The width of the records below a header."""
    least = len(header)
    while least > 1 and not header[least - 1].strip():
        least -= 1
    return Width(len(header), least)


class Trouble(Enum):
    """Why a text is no record."""

    OPEN = "a quote opens and does not close"
    BROKEN = "text follows a closing quote"


class Lines:
    """Physical lines that can be put back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._source = iter(lines)
        self._back: deque[str] = deque()

    def take(self) -> str:
        """The next line with its end; empty at the end of the text."""
        return self._back.popleft() if self._back else next(self._source, "")

    def put_back(self, lines: list[str]) -> None:
        """Give lines back, in their order."""
        self._back.extendleft(reversed(lines))

    def at_end(self) -> bool:
        """Whether no line is left."""
        line = self.take()
        if line:
            self.put_back([line])
        return not line


def pieces(lines: Lines, delimiter: str, width: Width, first_line: int = 1) -> Iterator[Piece]:
    """The records of physical lines (each with its line end)."""
    number = first_line
    while raw := lines.take():
        piece = _piece(raw, number, delimiter, width, lines)
        yield piece
        number += piece.lines


def split(raw: str, delimiter: str, *, quotes_in_text: bool = True) -> list[str] | Trouble:
    """The cells of one record's text, or why it is none."""
    text = raw.rstrip("\r\n")
    if QUOTE not in text:
        return text.split(delimiter)
    cells: list[str] = []
    position = 0
    while True:
        if text.startswith(QUOTE, position):
            found = _quoted(text, position, delimiter)
            if isinstance(found, Trouble):
                return found
            cell, position = found
        else:
            end = text.find(delimiter, position)
            end = len(text) if end < 0 else end
            cell, position = text[position:end], end
            if QUOTE in cell and not quotes_in_text:
                return Trouble.BROKEN
        cells.append(cell)
        if position >= len(text):
            return cells
        position += len(delimiter)


def _quoted(text: str, start: int, delimiter: str) -> tuple[str, int] | Trouble:
    """The quoted cell at `start` and the place after it."""
    position = start + 1
    while True:
        close = text.find(QUOTE, position)
        if close < 0:
            return Trouble.OPEN
        if text.startswith(QUOTE, close + 1):
            position = close + 2
            continue
        if close + 1 < len(text) and not text.startswith(delimiter, close + 1):
            return Trouble.BROKEN
        return text[start + 1 : close].replace(QUOTE * 2, QUOTE), close + 1


def _piece(raw: str, number: int, delimiter: str, width: Width, lines: Lines) -> Piece:
    cells = split(raw, delimiter)
    if cells is Trouble.OPEN:
        return _extended(raw, number, delimiter, width, lines)
    if cells is Trouble.BROKEN:
        return Piece(number, raw, None, RejectCode.STRAY_QUOTE, cells.value)
    return _judged(raw, number, cells, width, lines)


def _extended(raw: str, number: int, delimiter: str, width: Width, lines: Lines) -> Piece:
    """Add physical lines until the open quote closes; if it never does, put them back."""
    taken: list[str] = []
    size = len(raw)
    trouble = Trouble.OPEN
    while len(taken) < MAX_LINES and size < MAX_CHARS and (line := lines.take()):
        taken.append(line)
        size += len(line)
        if QUOTE not in line:
            continue
        whole = raw + "".join(taken)
        cells = split(whole, delimiter, quotes_in_text=False)
        if isinstance(cells, list) and _fitted(cells, width) is not None:
            return _judged(whole, number, cells, width, lines)._replace(lines=1 + len(taken))
        if cells is not Trouble.OPEN:
            trouble = Trouble.BROKEN
            break
    lines.put_back(taken)
    if not taken and not raw.endswith(("\r", "\n")):
        return Piece(number, raw, None, RejectCode.TRUNCATED, "the file ends inside a quoted cell")
    return Piece(number, raw, None, RejectCode.STRAY_QUOTE, trouble.value)


def _fitted(cells: list[str], width: Width) -> list[str] | None:
    """The cells at the header's width; empty ones beyond its names are what spreadsheets leave behind."""
    missing = width.full - len(cells)
    if missing == 0:
        return cells
    if missing < 0 and not any(cell.strip() for cell in cells[width.full :]):
        return cells[: width.full]
    if missing > 0 and len(cells) >= width.least:
        return cells + [""] * missing
    return None


def _judged(raw: str, number: int, cells: list[str], width: Width, lines: Lines) -> Piece:
    if not any(cell and not cell.isspace() for cell in cells):
        return Piece(number, raw)
    if "\0" in raw or NUL_SHOWN in raw:
        return Piece(number, raw, None, RejectCode.BAD_TEXT, "holds NUL")
    if not raw.isascii() and (wrong := encoding.damage(raw)):
        return Piece(number, raw, None, RejectCode.BAD_ENCODING, wrong)
    fitted = _fitted(cells, width)
    if fitted is not None:
        return Piece(number, raw, fitted)
    code, detail = _misfit(raw, cells, width, lines)
    return Piece(number, raw, None, code, detail)


def _misfit(raw: str, cells: list[str], width: Width, lines: Lines) -> tuple[RejectCode, str]:
    detail = f"{len(cells)} cells where the header has {width.full}"
    text = raw.strip()
    cut_off = not raw.endswith(("\r", "\n")) and lines.at_end()
    filled = sum(1 for cell in cells if cell.strip())
    if filled == 1 and not (cut_off and " " not in text):
        return RejectCode.FOOTER, text[:80]
    if cut_off and len(cells) < width.full:
        return RejectCode.TRUNCATED, detail
    return RejectCode.RAGGED, detail
