"""Find a delimited file's header and delimiter by the names of known columns, not by position."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from prospector.collect import encoding
from prospector.collect.delimited import Trouble, split
from prospector.collect.record import key_of
from prospector.collect.reject import storable
from prospector.errors import InputError, Unsure, UsageError

DELIMITERS = (",", ";", "\t", "|")
#: Preambles (notes, report metadata) are shorter than this.
SEARCHED_LINES = 30
#: A header with line breaks inside its cells goes on for at most this many lines.
_MAX_HEADER_LINES = 20
_SEP = re.compile(r'"?sep=(.)"?[;,\t]*', re.IGNORECASE)
_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "bar": "|"}


class Layout(NamedTuple):
    """How a delimited file is laid out."""

    delimiter: str
    header: list[str]
    header_raw: str
    #: The number of the first physical line after the header, from 1.
    first_line: int
    preamble: str = ""
    #: The number of the header's own first line, from 1.
    line: int = 1


class _Candidate(NamedTuple):
    known: int
    line: int
    lines: int
    delimiter: str
    cells: list[str]


def delimiter_named(text: str | None) -> str | None:
    r"""The character `--delimiter` means: itself, or comma, semicolon, tab (`\t`), pipe.

    Raises:
        UsageError: it is longer than one character and no such word.
    """
    if text is None:
        return None
    found = _NAMES.get(text.lower(), text)
    if len(found) != 1:
        raise UsageError(
            f"--delimiter {text!r}: give one character, or comma, semicolon, tab, pipe"
        )
    return found


def delimiter_name(mark: str) -> str:
    """The word `--delimiter` takes for a character, or the character."""
    names = {mark: word for word, mark in reversed(_NAMES.items()) if len(word) > 2}
    return names.get(mark, mark)


def find(
    label: str, lines: Sequence[str], known: Collection[str], delimiter: str | None = None
) -> Layout:
    """The layout of a file that begins with these physical lines.

    Raises:
        InputError: no line is a header.
        Unsure: two delimiters would do.
    """
    told = _SEP.fullmatch(lines[0].strip()) if lines else None
    start = 1 if told else 0
    choices = [delimiter or told[1]] if delimiter or told else list(DELIMITERS)  # type: ignore[index]
    best = [_best(lines, start, known, choice) for choice in choices]
    top = max(best, key=lambda item: (item.known, -item.line))
    if top.known == 0:
        raise InputError(_no_header(label, lines[start:], choices))
    rivals = [item for item in best if item.known == top.known and len(item.cells) > 1]
    if len(rivals) > 1:
        raise _unsure(label, rivals)
    chosen = rivals[0] if rivals else top
    end = chosen.line + chosen.lines
    return Layout(
        delimiter=chosen.delimiter,
        header=[_name(cell) for cell in chosen.cells],
        header_raw="".join(lines[chosen.line : end]),
        first_line=end + 1,
        preamble="".join(lines[: chosen.line]),
        line=chosen.line + 1,
    )


def _best(lines: Sequence[str], start: int, known: Collection[str], delimiter: str) -> _Candidate:
    found = _Candidate(0, len(lines), 0, delimiter, [])
    first = next((n for n, line in enumerate(lines) if n >= start and line.strip()), start)
    for number in range(start, min(len(lines), start + SEARCHED_LINES)):
        cells, used = _cells(lines, number, delimiter)
        count = len({key_of(cell) for cell in cells} & set(known))
        if len(cells) == 1 and number != first:
            continue  # one word on a line of its own is a header only as the very first
        if count > found.known:
            found = _Candidate(count, number, used, delimiter, cells)
    return found


def _cells(lines: Sequence[str], number: int, delimiter: str) -> tuple[list[str], int]:
    """The cells of the record that begins on a line, and how many lines it takes."""
    text = ""
    for used, line in enumerate(lines[number : number + _MAX_HEADER_LINES], start=1):
        text += line
        cells = split(text, delimiter)
        if isinstance(cells, list):
            return cells, used
        if cells is Trouble.BROKEN:
            break
    return [], 1


def _name(cell: str) -> str:
    """A column's name; one in wrong characters is named as it was meant."""
    return storable(encoding.readable(cell) if encoding.damage(cell) else cell).strip()


def _no_header(label: str, lines: Sequence[str], choices: Sequence[str]) -> str:
    first = next((line.strip() for line in lines if line.strip()), "")
    widest = max((first.split(choice) for choice in choices), key=len)
    names = ", ".join(repr(name.strip('" ')[:30]) for name in widest[:8])
    # One cell of several words: something else may stand between its cells.
    apart = ", say what stands between cells with --delimiter" if len(widest) == 1 else ""
    return (
        f"{label}:1: no line of the first {SEARCHED_LINES} has a column we know (the first holds {names}):"
        f" add a header line{apart}, or name a column with --map FIELD=COLUMN, such as --map email=…"
    )


def _unsure(label: str, rivals: Sequence[_Candidate]) -> Unsure:
    choices = [delimiter_name(item.delimiter) for item in rivals]
    ways = ", ".join(
        f"{len(item.cells)} columns by {name}" for item, name in zip(rivals, choices, strict=True)
    )
    problem = f"{label}:{rivals[0].line + 1}: the header can be split in more than one way ({ways})"
    return Unsure(problem, "--delimiter", choices)
