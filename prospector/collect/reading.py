"""Open a file as batches of rows: recognise its container and layout, then read on without holding it whole."""

import io
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import polars as pl

from prospector.collect import delimited, documents, encoding, header, plainly
from prospector.collect.delimited import Lines, Piece, Width
from prospector.collect.documents import Item, Reshape
from prospector.collect.header import Layout
from prospector.collect.reject import Problem, Reject, RejectCode
from prospector.collect.source import Checked
from prospector.collect.table import Table, Weigh, unique_names

#: JSON items per batch: enough for columns to pay, few enough to hold.
BATCH = 20_000
_PEEKED_LINES = header.SEARCHED_LINES + 40
_PEEKED_CHARS = 1 << 16
_PEEKED_ITEMS = 500


@dataclass(frozen=True)
class Opened:
    """A file whose layout is known."""

    checked: Checked
    container: str
    layout: Layout | None
    #: How its sort of file writes records into JSON items, where that is not one per item.
    reshape: Reshape | None = None
    #: Bytes above the header, and of the header; of a JSON document, of all that stands around its items.
    preamble_bytes: int = 0
    header_bytes: int = 0

    @property
    def delimiter(self) -> str | None:
        """What separates its cells, if anything."""
        return self.layout.delimiter if self.layout else None

    @property
    def header_raw(self) -> str | None:
        """Its header as it stands in the file."""
        return self.layout.header_raw if self.layout else None

    def headers(self) -> dict[str, str]:
        """Its columns: unique name → the header as the file has it; of JSON, the first items'."""
        if self.layout is not None:
            return dict(zip(unique_names(self.layout.header), self.layout.header, strict=True))
        first = next(self.tables(_PEEKED_ITEMS), None)
        return first.headers if first else {}

    def tables(self, batch: int | None = None) -> Iterator[Table]:
        """Its rows, some at a time."""
        weigh = self.checked.encoding.weigh
        with self.checked.text() as text:
            if self.layout is not None:
                yield from plainly.tables(text, self.layout, batch or plainly.BATCH, weigh)
            elif self.container == "jsonl":
                yield from _item_tables(documents.lines(text), batch or BATCH, self.reshape, weigh)
            else:
                items = documents.items(self.checked.label, text.read())
                yield from _item_tables(items, batch or BATCH, self.reshape, weigh)


def open_file(checked: Checked, known: Collection[str], delimiter: str | None = None) -> Opened:
    """Recognise a file's container and layout.

    Raises:
        InputError: no header is found, or the JSON is broken.
    """
    mark, weigh = checked.encoding.mark, checked.encoding.weigh
    with checked.text() as text:
        head = text.read(_PEEKED_CHARS)
    if documents.looks_like_json(head):
        if _is_lines(checked):
            return Opened(checked, "jsonl", None, header_bytes=mark)
        return Opened(checked, "json", None, header_bytes=mark + _around_items(checked))
    with checked.text() as text:
        lines = list(islice(text, _PEEKED_LINES))
    layout = header.find(checked.label, lines, known, delimiter)
    above = mark + weigh(layout.preamble)
    return Opened(
        checked, "csv", layout, preamble_bytes=above, header_bytes=weigh(layout.header_raw)
    )


def from_rejects(
    rows: Iterable[tuple[int, str]],
    header_raw: str | None,
    delimiter: str | None,
    reshape: Reshape | None = None,
) -> Table:
    """A table of single rows (line, raw text) that were rejected before."""
    if header_raw is None or delimiter is None:
        found = [Item(line, raw, documents.parse(raw.strip())) for line, raw in rows]
        return _items(list(_parts(found, reshape, _weightless)))
    cells = delimited.split(header_raw, delimiter)
    names = [cell.strip() for cell in cells] if isinstance(cells, list) else []
    width = delimited.width_of(names)
    pieces = [_again(line, raw, delimiter, width) for line, raw in rows]
    return plainly.table_of(pieces, names, _weightless)


def _again(line: int, raw: str, delimiter: str, width: Width) -> Piece:
    """A rejected text read once more: one row, whatever it holds."""
    physical = list(io.StringIO(raw, newline=""))
    found = list(delimited.pieces(Lines(physical), delimiter, width, line))
    if len(found) == 1 and (found[0].cells is not None or found[0].code is not None):
        return found[0]
    return Piece(line, raw, None, RejectCode.RAGGED, f"{len(found)} rows where one was")


def _is_lines(checked: Checked) -> bool:
    with checked.text() as text:
        first_lines = list(islice((line for line in text if line.strip()), 2))
    return len(first_lines) > 1 and documents.is_lines(*first_lines)


def _around_items(checked: Checked) -> int:
    """Bytes around a document's items; it is walked through, so that nothing half done remains."""
    weigh = checked.encoding.weigh
    with checked.text() as text:
        whole = text.read()
    return weigh(whole) - sum(weigh(item.raw) for item in documents.items(checked.label, whole))


def _weightless(_text: str) -> int:
    return 0


def _item_tables(
    items: Iterable[Item], batch: int, reshape: Reshape | None, weigh: Weigh
) -> Iterator[Table]:
    parts = _parts(items, reshape, weigh)
    while some := list(islice(parts, batch)):
        yield _items(some)


def _parts(
    items: Iterable[Item], reshape: Reshape | None, weigh: Weigh
) -> Iterator[tuple[Item, int]]:
    """The records in items, as cells; the first of an item has its bytes."""
    for item in items:
        size = weigh(item.raw)
        for part in documents.reshaped(item, reshape):
            content = part.content
            # At once: a batch of nested values would be many objects for Python's collector.
            cells = documents.flatten(content) if isinstance(content, dict) else content
            yield Item(part.line, part.raw, cells), size
            size = 0


def _items(parts: list[tuple[Item, int]]) -> Table:
    good = [(item, item.content, size) for item, size in parts if isinstance(item.content, dict)]
    rows = [cells for _, cells, _ in good]
    names = list(dict.fromkeys(chain.from_iterable(rows)))
    cells = pl.DataFrame(
        [pl.Series(name, [row.get(name) for row in rows], dtype=pl.String) for name in names]
        or [pl.Series("nothing", [None] * len(rows), dtype=pl.String)]
    )
    return Table(
        cells=cells,
        headers={name: name for name in cells.columns},
        lines=[item.line for item, *_ in good],
        raws=[item.raw for item, *_ in good],
        rejects=[
            Reject(item.line, _as_meant(item), item.content.code, item.content.detail, size)
            for item, size in parts
            if isinstance(item.content, Problem)
        ],
        sizes=[size for *_, size in good],
        blank=sum(size for item, size in parts if item.content is None),
    )


def _as_meant(item: Item) -> str:
    bad = isinstance(item.content, Problem) and item.content.code is RejectCode.BAD_ENCODING
    return encoding.readable(item.raw) if bad else item.raw
