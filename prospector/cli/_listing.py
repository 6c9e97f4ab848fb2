"""A list that stays readable and can be copied from on a narrow screen: long values go below their row."""

from collections.abc import Collection, Iterator, Sequence
from textwrap import wrap

from prospector.cli._shared import console

_GAP = "  "


def listing(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, below: Collection[str]
) -> None:
    """Print rows as a table; where they are wider than the screen, the values `below` on lines of their own."""
    out = console()
    lines: Sequence[Sequence[str]] = [headings, *rows]
    under: Sequence[Sequence[str]] = [()] * len(lines)
    if not _fits(lines, out.width):
        lines, under = _parted(lines, below)
    columns = [_filled(column) for column in zip(*lines, strict=True)]
    for line, long in zip(zip(*columns, strict=True), under, strict=True):
        out.print(_GAP.join(line).rstrip())
        for text in filter(None, long):
            out.print("\n".join(_wrapped(text, out.width)))


def _fits(lines: Sequence[Sequence[str]], width: int) -> bool:
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    return sum(widths) + len(_GAP) * (len(widths) - 1) <= width


def _parted(
    lines: Sequence[Sequence[str]], below: Collection[str]
) -> tuple[list[list[str]], list[list[str]]]:
    """What stays in the row, and what goes below it."""
    goes = [heading in below for heading in lines[0]]
    stay = [[text for text, down in zip(line, goes, strict=True) if not down] for line in lines]
    under = [[text for text, down in zip(line, goes, strict=True) if down] for line in lines]
    return stay, [[", ".join(under[0])], *under[1:]]


def _filled(column: tuple[str, ...]) -> list[str]:
    """A column's texts, all as wide as the widest; figures stand to the right."""
    from rich.cells import cell_len

    width = max(map(cell_len, column))
    blanks = [" " * (width - cell_len(text)) for text in column]
    if any(column[1:]) and all(text.isdigit() for text in column[1:] if text):
        return [blank + text for text, blank in zip(column, blanks, strict=True)]
    return [text + blank for text, blank in zip(column, blanks, strict=True)]


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines between words; a long path or address stays whole, for it is copied."""
    for line in wrap(text, max(width - 4, 20), break_long_words=False, break_on_hyphens=False):
        yield f"    {line}"
