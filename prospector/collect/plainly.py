"""Read the plain lines of delimited text a column at a time; the strict parser takes all others.

A line is plain where splitting at every delimiter is all there is to do: no quote, nothing but
good characters, and as many cells as the header. Lines that are one good quoted record each are
split by Python's own reader, which is as strict. What it gives is what `delimited` gives.
"""

import csv
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

import polars as pl

from prospector.collect import delimited, encoding
from prospector.collect.delimited import QUOTE, Lines, Piece
from prospector.collect.header import Layout
from prospector.collect.reject import NUL_SHOWN, Reject, RejectCode
from prospector.collect.table import Table, unique_names

#: Lines per batch: the more, the fewer pages of the store's indexes are written twice.
BATCH = 50_000
#: Physical lines looked at together.
_BLOCK = 10_000
#: Without one of these in it, a text of whole characters is not damaged (see `encoding.damage`).
_SUSPECT = ("\ufffd", "\u00c3", "\u00c2", "\u00e2\u20ac")

#: What Python's reader does not take for a delimiter, or understands otherwise.
_NO_DELIMITERS = " \0"
#: Stands for a delimiter that is text; lines that have it are read strictly.
_WITHIN = "\x1f"


def tables(
    text: Iterable[str], layout: Layout, batch: int, weigh: Callable[[str], int]
) -> Iterator[Table]:
    """The rows below a header, about `batch` physical lines at a time."""
    source = islice(text, layout.first_line - 1, None)
    number = layout.first_line
    size = min(batch, _BLOCK)
    while lines := list(islice(source, size)):
        blocks: list[Table] = []
        height = 0
        while lines:
            block = _Block(lines, number, layout, source)
            blocks.append(block.table(weigh))
            number += len(block.lines)
            height += len(block.lines)
            lines = list(islice(source, size)) if height < batch else []
        yield _together(blocks)


def table_of(pieces: list[Piece], names: list[str], weigh: Callable[[str], int]) -> Table:
    """The table of strictly parsed pieces."""
    good = [piece for piece in pieces if piece.cells is not None]
    columns = list(zip(*[piece.cells for piece in good if piece.cells], strict=True))
    unique = unique_names(names)
    return Table(
        cells=pl.DataFrame(
            [
                pl.Series(name, cells, dtype=pl.String)
                for name, cells in zip(unique, columns or [()] * len(names), strict=True)
            ]
        ),
        headers=dict(zip(unique, names, strict=True)),
        lines=[piece.line for piece in good],
        raws=[piece.raw for piece in good],
        rejects=[
            Reject(piece.line, _shown(piece), piece.code, piece.detail, weigh(piece.raw))
            for piece in pieces
            if piece.code is not None
        ],
        sizes=_sizes([piece.raw for piece in good], weigh),
        blank=sum(
            weigh(piece.raw) for piece in pieces if piece.cells is None and piece.code is None
        ),
    )


class _Block:
    """Some physical lines; those the strict parser takes beyond them are added."""

    def __init__(self, lines: list[str], number: int, layout: Layout, rest: Iterator[str]) -> None:
        self.lines = lines
        self._number = number
        self._layout = layout
        self._rest = rest
        odd = _odd(lines, layout.delimiter, len(layout.header))
        self._quoted = _quoted(lines, odd, layout.delimiter, len(layout.header))
        self._odd = set(odd) - self._quoted.keys()

    def table(self, weigh: Callable[[str], int]) -> Table:
        """The block's rows, in their order."""
        places, pieces = self._read()
        strict = table_of(pieces, self._layout.header, weigh)
        if not places:
            return strict
        whole = len(places) == len(self.lines)
        lines = self.lines if whole else [self.lines[place] for place in places]
        numbers = [self._number + place for place in places]
        cells = self._cells(lines, places, list(strict.headers))
        found = Table(cells, strict.headers, numbers, lines, sizes=_sizes(lines, weigh))
        return _in_order(found, strict) if pieces else found

    def _read(self) -> tuple[list[int], list[Piece]]:
        """The places of lines that are a record each, and the pieces of the others."""
        found: list[int] = []
        pieces: list[Piece] = []
        odd, height, place = deque(sorted(self._odd)), len(self.lines), 0
        while place < len(self.lines):
            while odd and odd[0] < place:
                odd.popleft()
            stop = max(place, odd[0] if odd else height)
            found += range(place, stop)
            place = stop
            for piece in self._strictly(place):
                pieces.append(piece)
                place += piece.lines
                if place not in self._odd:
                    break
        return found, pieces

    def _cells(self, lines: list[str], places: list[int], names: list[str]) -> pl.DataFrame:
        """The cells of lines that are a record each."""
        delimiter = self._layout.delimiter
        if not self._quoted:
            return _split(lines, delimiter, names)
        texts = [self._quoted.get(n, line) for n, line in zip(places, lines, strict=True)]
        within = pl.all().str.replace_all(_WITHIN, delimiter, literal=True)
        return _split(texts, delimiter, names).with_columns(within)

    def _strictly(self, place: int) -> Iterator[Piece]:
        if place >= len(self.lines):
            return iter(())
        layout = self._layout
        lines = Lines(self._from(place))
        return delimited.pieces(lines, layout.delimiter, len(layout.header), self._number + place)

    def _from(self, place: int) -> Iterator[str]:
        """The lines from a place on, and those after the block as far as they are asked for."""
        while True:
            if place == len(self.lines):
                line = next(self._rest, None)
                if line is None:
                    return
                self.lines.append(line)
            yield self.lines[place]
            place += 1


def _odd(lines: list[str], delimiter: str, width: int) -> list[int]:
    """The places of lines that are not plain."""
    if delimiter in "\r\n" + QUOTE:
        return list(range(len(lines)))
    marks = width - 1
    whole = "".join(lines)
    quoted, within = QUOTE in whole, _WITHIN in whole
    found = [
        place
        for place, line in enumerate(lines)
        if line.count(delimiter) != marks
        or (quoted and QUOTE in line)
        or (within and _WITHIN in line)
        or ((line[0] == delimiter or line[0].isspace()) and _is_blank(line, delimiter))
    ]
    if _is_good(whole):
        return found
    return sorted({*found, *(place for place, line in enumerate(lines) if not _is_good(line))})


def _quoted(lines: list[str], places: list[int], delimiter: str, width: int) -> dict[int, str]:
    """Lines with quotes that are one good record each, as if without, by their places."""
    # A line with one of its quotes left open would take the next one with it.
    even = [n for n in places if (count := lines[n].count(QUOTE)) and count % 2 == 0]
    if not even or delimiter in _NO_DELIMITERS:
        return {}
    is_good = _is_good("".join([lines[place] for place in even]))
    return {
        place: _unquoted(cells, delimiter)
        for place, cells in zip(even, _cells_of(lines, even, delimiter), strict=True)
        if isinstance(cells, list)
        and len(cells) == width
        and any(cell and not cell.isspace() for cell in cells)
        and _WITHIN not in lines[place]
        and (is_good or _is_good(lines[place]))
    }


def _unquoted(cells: list[str], delimiter: str) -> str:
    return delimiter.join([cell.replace(delimiter, _WITHIN) for cell in cells])


def _cells_of(
    lines: list[str], places: list[int], delimiter: str
) -> Sequence[list[str] | delimited.Trouble]:
    """Each line split as one record, or why it is none."""
    try:
        reader = csv.reader([lines[n] for n in places], delimiter=delimiter, strict=True)
        found = list(reader)
    except csv.Error:
        found = []
    if len(found) == len(places):
        return found
    return [delimited.split(lines[place], delimiter) for place in places]


def _is_blank(line: str, delimiter: str) -> bool:
    return not line.replace(delimiter, " ").strip()


def _is_good(text: str) -> bool:
    """Whether nothing is wrong with the characters of a text."""
    if "\0" in text or NUL_SHOWN in text:
        return False
    if text.isascii() or (not any(mark in text for mark in _SUSPECT) and _can_be_written(text)):
        return True
    return encoding.damage(text) is None


def _can_be_written(text: str) -> bool:
    """Whether there is no half of a surrogate pair; a look for each of them takes far longer."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _sizes(lines: list[str], weigh: Callable[[str], int]) -> list[int]:
    unit = weigh("a")
    return [len(line) * unit if line.isascii() else weigh(line) for line in lines]


def _split(lines: list[str], delimiter: str, names: list[str]) -> pl.DataFrame:
    text = pl.Series("line", lines, dtype=pl.String).str.strip_chars_end("\r\n")
    if len(names) == 1:
        return text.alias(names[0]).to_frame()
    cells = text.str.split_exact(delimiter, len(names) - 1).struct.unnest()
    cells.columns = names
    return cells


def _in_order(plain: Table, strict: Table) -> Table:
    """The rows of two tables of the same lines, by their lines."""
    lines = [*plain.lines, *strict.lines]
    order = pl.Series(lines, dtype=pl.Int64).arg_sort()
    rows = order.to_list()
    raws, sizes = [*plain.raws, *strict.raws], [*plain.sizes, *strict.sizes]
    return Table(
        cells=pl.concat([plain.cells, strict.cells])[order],
        headers=plain.headers,
        lines=[lines[row] for row in rows],
        raws=[raws[row] for row in rows],
        rejects=strict.rejects,
        sizes=[sizes[row] for row in rows],
        blank=strict.blank,
    )


def _together(blocks: list[Table]) -> Table:
    if len(blocks) == 1:
        return blocks[0]
    return Table(
        cells=pl.concat([block.cells for block in blocks]),
        headers=blocks[0].headers,
        lines=list(chain.from_iterable(block.lines for block in blocks)),
        raws=list(chain.from_iterable(block.raws for block in blocks)),
        rejects=list(chain.from_iterable(block.rejects for block in blocks)),
        sizes=list(chain.from_iterable(block.sizes for block in blocks)),
        blank=sum(block.blank for block in blocks),
    )


def _shown(piece: Piece) -> str:
    return encoding.readable(piece.raw) if piece.code is RejectCode.BAD_ENCODING else piece.raw
