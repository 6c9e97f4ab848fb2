"""The segmentation table for a screen that has no room for eight columns: a block of lines per segment."""

from collections.abc import Iterator
from textwrap import TextWrapper

from prospector.segment.table.cells import FIGURES, cells
from prospector.segment.table.rows import Row, Table
from prospector.segment.table.wording import HEADINGS

#: Prose in longer lines is tiring to read, however wide the screen.
LONGEST = 100


def blocks(found: Table, width: int) -> Iterator[str]:
    """The lines of all blocks, none longer than a screen is wide, an empty one after each."""
    for row in found.rows:
        yield f"{row.label} ({row.segment})"
        for line in _lines(row, found.language):
            yield from _wrapped(line, min(width, LONGEST))
        yield ""


def _lines(row: Row, language: str) -> Iterator[str]:
    """One line per part of a cell, headed by the part, else by its column; figures in one."""
    parts = cells(row, language)
    colon = ":" if language == "en" else "\N{NO-BREAK SPACE}:"
    for name, heading in HEADINGS[language].items():
        if name in FIGURES:
            figures = "; ".join(f"{one.heading}{colon} {one.text}" for one in parts[name])
            yield f"{heading}{colon} {figures}"
            continue
        for one in parts[name]:
            if one.text and (name != "segment" or one.heading):  # its label stands above
                yield f"{one.heading or heading}{colon} {one.text}"


def _wrapped(line: str, width: int) -> list[str]:
    wrapper = TextWrapper(
        width, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False
    )
    return wrapper.wrap(line)
