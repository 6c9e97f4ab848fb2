"""Read regular lines of delimited text all at once; the strict parser takes all others.

What it gives is what `delimited` gives.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice

import polars as pl

from prospector.collect import delimited, encoding, regular
from prospector.collect.delimited import Lines, Piece
from prospector.collect.header import Layout
from prospector.collect.reject import Reject, RejectCode
from prospector.collect.table import Table, Weigh, unique_names

#: Lines per batch: the more, the fewer pages of the store's indexes are written twice.
BATCH = 100_000
#: Physical lines looked at together.
_BLOCK = 10_000


def tables(text: Iterable[str], layout: Layout, batch: int, weigh: Weigh) -> Iterator[Table]:
    """The rows below a header, about `batch` physical lines at a time."""
    source = islice(text, layout.first_line - 1, None)
    number = layout.first_line
    while blocks := list(_blocks(source, number, layout, batch, weigh)):
        table = _together([table for _, table in blocks])
        number += sum(height for height, _ in blocks)
        del blocks  # a batch is held once
        yield table
        del table


def _blocks(
    source: Iterator[str], number: int, layout: Layout, batch: int, weigh: Weigh
) -> Iterator[tuple[int, Table]]:
    """The tables of about `batch` physical lines, each with how many lines it was."""
    size = min(batch, _BLOCK)
    height = 0
    while height < batch and (lines := list(islice(source, size))):
        block = _Block(lines, number + height, layout, source)
        table = block.table(weigh)
        height += len(block.lines)
        yield len(block.lines), table


def table_of(pieces: list[Piece], names: list[str], weigh: Weigh) -> Table:
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
        weigh=weigh,
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
        self._odd: set[int] = set()

    def table(self, weigh: Weigh) -> Table:
        """The block's rows, in their order."""
        header = self._layout.header
        names = unique_names(header)
        cells = regular.cells(self.lines, self._layout.delimiter, names)
        if cells is None:
            return self._by_parts(names, weigh)
        headers = dict(zip(names, header, strict=True))
        numbers = range(self._number, self._number + len(self.lines))
        return Table(cells, headers, numbers, self.lines, weigh=weigh)

    def _by_parts(self, names: list[str], weigh: Weigh) -> Table:
        """Regular lines at once, and the strict parser for those between them."""
        delimiter = self._layout.delimiter
        self._odd = set(regular.odd(self.lines, delimiter, len(names)))
        places, pieces = self._read()
        lines = [self.lines[place] for place in places]
        # Each with the same end: there are some that only the strict parser knows.
        ended = [line.rstrip("\r\n") + "\n" for line in lines]
        cells = regular.cells(ended, delimiter, names) if lines else None
        if cells is None:
            self._odd = set(range(len(self.lines)))
            places, pieces = self._read()
        strict = table_of(pieces, self._layout.header, weigh)
        if cells is None:
            return strict
        numbers = [self._number + place for place in places]
        found = Table(cells, strict.headers, numbers, lines, weigh=weigh)
        return _in_order(found, strict) if pieces else found

    def _read(self) -> tuple[list[int], list[Piece]]:
        """The places of lines that are regular, and the pieces of the others."""
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

    def _strictly(self, place: int) -> Iterator[Piece]:
        if place >= len(self.lines):
            return iter(())
        layout = self._layout
        lines = Lines(self._from(place))
        width = delimited.width_of(layout.header)
        return delimited.pieces(lines, layout.delimiter, width, self._number + place)

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


def _in_order(plain: Table, strict: Table) -> Table:
    """The rows of two tables of the same lines, by their lines."""
    lines = [*plain.lines, *strict.lines]
    order = pl.Series(lines, dtype=pl.Int64).arg_sort()
    rows = order.to_list()
    raws = [*plain.raws, *strict.raws]
    return Table(
        cells=pl.concat([plain.cells, strict.cells])[order],
        headers=plain.headers,
        lines=[lines[row] for row in rows],
        raws=[raws[row] for row in rows],
        rejects=strict.rejects,
        weigh=plain.weigh,
        blank=strict.blank,
    )


def _together(blocks: list[Table]) -> Table:
    if len(blocks) == 1:
        return blocks[0]
    return Table(
        cells=pl.concat([block.cells for block in blocks], rechunk=True),
        headers=blocks[0].headers,
        lines=list(chain.from_iterable(block.lines for block in blocks)),
        raws=list(chain.from_iterable(block.raws for block in blocks)),
        rejects=list(chain.from_iterable(block.rejects for block in blocks)),
        weigh=blocks[0].weigh,
        blank=sum(block.blank for block in blocks),
    )


def _shown(piece: Piece) -> str:
    return encoding.readable(piece.raw) if piece.code is RejectCode.BAD_ENCODING else piece.raw
