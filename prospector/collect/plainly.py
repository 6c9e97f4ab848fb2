"""Read the plain lines of delimited text a column at a time; the strict parser takes all others.

A line is plain where splitting at every delimiter is all there is to do: no quote, nothing but
good characters, and as many cells as the header. What it gives is what `delimited` gives.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
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
        self._odd = set(_odd(lines, layout.delimiter, len(layout.header)))

    def table(self, weigh: Callable[[str], int]) -> Table:
        """The block's rows, in their order."""
        plain, pieces = self._read()
        strict = table_of(pieces, self._layout.header, weigh)
        if not plain:
            return strict
        lines = [self.lines[place] for place in plain]
        numbers = [self._number + place for place in plain]
        cells = _split(lines, self._layout.delimiter, list(strict.headers))
        found = Table(cells, strict.headers, numbers, lines, sizes=_sizes(lines, weigh))
        return _in_order(found, strict) if pieces else found

    def _read(self) -> tuple[list[int], list[Piece]]:
        """The places of the plain lines, and the pieces of the others."""
        plain: list[int] = []
        pieces: list[Piece] = []
        odd, height, place = deque(sorted(self._odd)), len(self.lines), 0
        while place < len(self.lines):
            while odd and odd[0] < place:
                odd.popleft()
            stop = max(place, odd[0] if odd else height)
            plain += range(place, stop)
            place = stop
            if place < len(self.lines) and (alone := self._alone(place)) is not None:
                pieces.append(alone)
                place += 1
                continue
            for piece in self._strictly(place):
                pieces.append(piece)
                place += piece.lines
                if place not in self._odd:
                    break
        return plain, pieces

    def _alone(self, place: int) -> Piece | None:
        """The line as one good record, if it is that: most quoted lines are."""
        line = self.lines[place]
        cells = delimited.split(line, self._layout.delimiter)
        if not isinstance(cells, list) or len(cells) != len(self._layout.header):
            return None
        if not any(cell and not cell.isspace() for cell in cells) or not _is_good(line):
            return None
        return Piece(self._number + place, line, cells)

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
    quoted = QUOTE in whole
    found = [
        place
        for place, line in enumerate(lines)
        if line.count(delimiter) != marks
        or (quoted and QUOTE in line)
        or ((line[0] == delimiter or line[0].isspace()) and _is_blank(line, delimiter))
    ]
    if _is_good(whole):
        return found
    return sorted({*found, *(place for place, line in enumerate(lines) if not _is_good(line))})


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
    order = sorted(range(len(lines)), key=lines.__getitem__)
    raws, sizes = [*plain.raws, *strict.raws], [*plain.sizes, *strict.sizes]
    return Table(
        cells=pl.concat([plain.cells, strict.cells])[order],
        headers=plain.headers,
        lines=[lines[row] for row in order],
        raws=[raws[row] for row in order],
        rejects=strict.rejects,
        sizes=[sizes[row] for row in order],
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
